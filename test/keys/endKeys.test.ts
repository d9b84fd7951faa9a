import { DAY_MS } from '../../src/clock';
import { copyKey } from '../support/copyKey';
import { disableApiKey, endApiKey, eventsOfKey, payloadOf } from '../support/endMutations';
import { describeOnEachEngine } from '../support/engines';
import { NOW, sharedWorld } from '../support/world';

const ROW = 'SELECT "endReason", "endNote", "version", "deletedAt" FROM "api_key" WHERE "id" = $1';

describeOnEachEngine('a key that ends with something else', (engine) => {
  const world = sharedWorld(engine);

  it('says why, and is at another version: with its process, what it might do was withdrawn', async () => {
    const acme = await world().organization();
    const process = await world().process(acme);
    const [plain, leaked, gone] = [
      await world().key(acme, { processId: process.id }),
      await world().key(acme, { processId: process.id }),
      await world().key(acme, { processId: process.id }),
    ];
    await disableApiKey(world().as(acme.key), { id: leaked.id, reason: 'COMPROMISED', note: 'In a log.' });
    await endApiKey(world().as(acme.key), { id: gone.id, reason: 'UNUSED' });
    world().now = NOW + DAY_MS;
    await world()
      .as(acme.key)
      .run('mutation ($id: ID!) { deleteProcess(input: { id: $id }) { deletedProcessId } }', { id: process.id });
    const at = NOW + DAY_MS;
    expect(await world().rows(ROW, [plain.id])).toEqual([
      { endReason: 'PRIVILEGE_WITHDRAWN', endNote: null, version: 2, deletedAt: at },
    ]);
    expect(await world().rows(ROW, [leaked.id])).toEqual([
      { endReason: 'COMPROMISED', endNote: 'In a log.', version: 3, deletedAt: at },
    ]);
    expect(await world().rows(ROW, [gone.id])).toEqual([
      { endReason: 'UNUSED', endNote: null, version: 2, deletedAt: NOW },
    ]);
    expect(await eventsOfKey(world(), plain.id)).toEqual([
      ['api_key.deleted', [{ field: 'endReason', before: null, after: 'PRIVILEGE_WITHDRAWN' }]],
    ]);
  });

  it('is ended with hundreds of others', async () => {
    const acme = await world().organization();
    const root = await world().key(acme);
    const child = await world().key(acme);
    await world().rows('UPDATE "api_key" SET "createdById" = $1 WHERE "id" = $2', [root.id, child.id]);
    await copyKey(world(), child, 700);
    await world().rows(`UPDATE "api_key" SET "endReason" = 'COMPROMISED' WHERE "createdById" = $1 AND "id" <> $2`, [
      root.id,
      child.id,
    ]);
    const input = { id: root.id, cascade: true, reason: 'UNUSED' };
    expect(payloadOf(await endApiKey(world().as(acme.key), input)).affectedCount).toBe(702);
    const counts = await world().rows(
      `SELECT "endReason", "version", COUNT(*) AS "count" FROM "api_key"
       WHERE "organizationId" = $1 AND "deletedAt" IS NOT NULL GROUP BY "endReason", "version" ORDER BY "endReason"`,
      [acme.id],
    );
    expect(counts.map((row) => Object.values(row as object).map(String))).toEqual([
      ['COMPROMISED', '2', '700'],
      ['UNUSED', '2', '2'],
    ]);
    const sql = `SELECT "id" FROM "audit_event" WHERE "organizationId" = $1 AND "type" = 'api_key.deleted'`;
    expect(await world().rows(sql, [acme.id])).toHaveLength(702);
  });
});
