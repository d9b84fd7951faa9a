import { DAY_MS } from '../../src/clock';
import type { AuditEvent } from '../../src/events/AuditEvent';
import { createApiKey } from '../support/apiKeyMutations';
import { copyKey } from '../support/copyKey';
import { disableApiKey, endApiKey, notEnded, payloadOf, restoreApiKey } from '../support/endMutations';
import { describeOnEachEngine } from '../support/engines';
import { runJob } from '../support/runJob';
import { sealAll } from '../support/sealAll';
import { addEvents, checkpointOf, faultOf } from '../support/sealedLog';
import { NOW, sharedWorld, type TestOrganization } from '../support/world';

const READ = 'workspace.process:read';
const THIRTY_DAYS = 30 * DAY_MS;
const ROW =
  'SELECT "name", "sortName", "note", "endNote", "endReason", "user", "version" FROM "api_key" WHERE "id" = $1';

describeOnEachEngine('the job that purges tombstones', (engine) => {
  const world = sharedWorld(engine);

  /** A key that somebody wrote much about, deleted. */
  async function tombstone(acme: TestOrganization): Promise<{ id: string; user: string }> {
    const input = { name: 'Eve Example', note: 'Of Eve.', scopes: [READ], expiresAt: '2027-01-01T00:00:00Z' };
    const { apiKey } = payloadOf(await createApiKey(world().as(acme.key), input));
    await endApiKey(world().as(acme.key), { id: apiKey.id, reason: 'UNUSED', note: 'Eve left.' });
    return apiKey;
  }

  it('takes name and notes from a key 30 days after it was deleted, not before, and nothing else', async () => {
    const acme = await world().organization();
    const { id, user } = await tombstone(acme);
    const before = { name: 'Eve Example', sortName: 'eve example', note: 'Of Eve.', endNote: 'Eve left.' };
    const kept = { endReason: 'UNUSED', user, version: 2 };
    world().now = NOW + THIRTY_DAYS - 1;
    await runJob(world(), 'purge-tombstones');
    expect(await world().rows(ROW, [id])).toEqual([{ ...before, ...kept }]);
    const digest = await world().rows('SELECT "passDigest", "createdById" FROM "api_key" WHERE "id" = $1', [id]);
    world().now = NOW + THIRTY_DAYS;
    await runJob(world(), 'purge-tombstones');
    expect(await world().rows(ROW, [id])).toEqual([{ name: '', sortName: '', note: null, endNote: null, ...kept }]);
    expect(await world().rows('SELECT "passDigest", "createdById" FROM "api_key" WHERE "id" = $1', [id])).toEqual(
      digest,
    );
    const { body } = await world().as(acme.key).run(`{ apiKey(id: "${id}") { name note endNote user status } }`);
    expect(body.data.apiKey).toEqual({ name: '', note: null, endNote: null, user, status: 'DELETED' });
  });

  it('has searches find such a key by its user, and no longer by its name', async () => {
    const acme = await world().organization();
    const { user } = await tombstone(acme);
    await copyKey(world(), acme.key, 120); // So many that searches use an index.
    const counts = async () =>
      (
        await world()
          .as(acme.key)
          .run(`{
          byName: apiKeys(filter: { status: [DELETED], text: "eve ex" }) { totalCount }
          byUser: apiKeys(filter: { status: [DELETED], text: "${user}" }) { totalCount }
        }`)
      ).body.data;
    expect(await counts()).toEqual({ byName: { totalCount: 1 }, byUser: { totalCount: 1 } });
    world().now = NOW + THIRTY_DAYS;
    await runJob(world(), 'purge-tombstones');
    expect(await counts()).toEqual({ byName: { totalCount: 0 }, byUser: { totalCount: 1 } });
  });

  it('takes them from the audit log, too, in which every proof goes on to hold', async () => {
    const acme = await world().organization();
    const { id } = await tombstone(acme);
    await sealAll(world());
    const acting = { kind: 'API_KEY', id, name: 'Eve Example' } as const;
    await addEvents(world(), acme, 1, acting); // What it did itself, and what is not sealed yet.
    const checkpoint = await checkpointOf(world(), acme.id);
    world().now = NOW + THIRTY_DAYS;
    await runJob(world(), 'purge-tombstones');
    const rows = await world().rows<AuditEvent>('SELECT * FROM "audit_event" WHERE "organizationId" = $1', [acme.id]);
    expect(JSON.stringify(rows)).not.toContain('Eve');
    const told = rows.map(({ type, actorName, targetName, targetId, changes }) =>
      [type, actorName, targetName, targetId === id ? changes : '…'].join(' '),
    );
    expect(told.toSorted().filter((each) => !each.startsWith('api_key.first_used'))).toEqual([
      'api_key.created Key  [{"after":"workspace.process:read","before":null,"field":"scopes"},{"after":"2027-01-01T00:00:00.000Z","before":null,"field":"expiresAt"}]',
      'api_key.created operator Key …',
      'api_key.deleted Key  [{"after":"UNUSED","before":null,"field":"endReason"}]',
      'process.created  Invoices …',
    ]);
    expect(await faultOf(world(), acme.id, checkpoint)).toBeNull();
    await sealAll(world());
    expect(await faultOf(world(), acme.id, checkpoint)).toBeNull();
  });

  it('goes on behind a row that no server wrote so, and takes from it what it can', async () => {
    const acme = await world().organization();
    const { id } = await tombstone(acme);
    await sealAll(world());
    await world().database.write(async ({ sql }) => {
      await sql(`INSERT INTO "audit_opening" VALUES ('ERASURE')`, []);
      const change = `"changes" = '[{"Eve', "salts" = 'x'`;
      await sql(`UPDATE "audit_event" SET ${change} WHERE "targetId" = $1 AND "type" = 'api_key.created'`, [id]);
      await sql(`DELETE FROM "audit_opening"`, []);
    });
    world().now = NOW + THIRTY_DAYS;
    await runJob(world(), 'purge-tombstones');
    expect(await world().rows('SELECT "name" FROM "api_key" WHERE "id" = $1', [id])).toEqual([{ name: '' }]);
    expect(JSON.stringify(await world().rows('SELECT * FROM "audit_event"'))).not.toContain('Eve');
    expect(await faultOf(world(), acme.id)).toMatch(/^Row \d \(\w+\) was changed/);
  });

  it('leaves keys alone that are not deleted', async () => {
    const acme = await world().organization();
    await disableApiKey(world().as(acme.key), { id: acme.key.id, note: 'Eve left.' });
    world().now = NOW + THIRTY_DAYS;
    await runJob(world(), 'purge-tombstones');
    expect(await world().rows(ROW, [acme.key.id])).toMatchObject([{ name: 'Key', endNote: 'Eve left.' }]);
  });

  it('goes on until none is left, batch by batch, and ends where the process stops', async () => {
    const acme = await world().organization();
    const { id } = await tombstone(acme);
    await copyKey(world(), { ...acme.key, id }, 600);
    const named = async () =>
      (
        await world().rows(`SELECT "id" FROM "api_key" WHERE "organizationId" = $1 AND "name" = 'Eve Example'`, [
          acme.id,
        ])
      ).length;
    world().now = NOW + THIRTY_DAYS;
    await runJob(world(), 'purge-tombstones', AbortSignal.abort());
    expect(await named()).toBe(601);
    await runJob(world(), 'purge-tombstones');
    expect(await named()).toBe(0);
  });

  it('leaves nothing to be restored, even to a server whose clock is behind', async () => {
    const acme = await world().organization();
    const { id } = await tombstone(acme);
    world().now = NOW + THIRTY_DAYS;
    await runJob(world(), 'purge-tombstones');
    world().now = NOW;
    const answer = await restoreApiKey(world().as(acme.key), { id });
    expect(payloadOf(answer)).toEqual(notEnded('NOT_ACTIVE', 'input', 'id'));
  });
});
