import { DAY_MS } from '../../src/clock';
import { createApiKey, type Speaker } from '../support/apiKeyMutations';
import { copyKey } from '../support/copyKey';
import {
  disableApiKey,
  enableApiKey,
  endApiKey,
  eventsOfKey,
  notEnded,
  payloadOf,
  restoreApiKey,
} from '../support/endMutations';
import { describeOnEachEngine } from '../support/engines';
import { tokenOf, withToken } from '../support/oauth';
import { rotateApiKey } from '../support/rotations';
import { NOW, sharedWorld, type TestKey, type TestOrganization } from '../support/world';

const ROW = 'SELECT "endReason", "endNote", "version", "deletedAt" FROM "api_key" WHERE "id" = $1';
const MANAGE = 'workspace.admin.api_key:manage';
const VIEWER = '{ viewer { name } }';

async function made(speaker: Speaker, name: string, processId?: string): Promise<TestKey> {
  const input = { name, allScopes: true, expiresAt: '2026-12-01T00:00:00Z', processId };
  const { apiKey, secret } = payloadOf(await createApiKey(speaker, input));
  return { id: apiKey.id, ...secret };
}

async function madeKeyCount(speaker: Speaker, id = ''): Promise<unknown> {
  return (await speaker.run(`{ apiKey(id: "${id}") { madeKeyCount } }`)).body.data.apiKey.madeKeyCount;
}

describeOnEachEngine('a cascade', (engine) => {
  const world = sharedWorld(engine);

  /** Keys that a root made: a child, a grandchild by the child's token, and a key of a process. */
  async function family() {
    const acme = await world().organization();
    const process = await world().process(acme);
    const root = await world().key(acme, { name: 'Root' });
    const child = await made(world().as(root), 'Child');
    const grandchild = await made(withToken(world().url, await tokenOf(world().url, child)), 'Grandchild');
    const ofProcess = await made(world().as(child), 'Of process', process.id);
    const sibling = await made(world().as(acme.key), 'Sibling');
    return { acme, process, root, sibling, all: [root, child, grandchild, ofProcess] };
  }

  async function statuses(keys: readonly TestKey[]): Promise<number[]> {
    return Promise.all(keys.map(async (key) => (await world().as(key).run(VIEWER)).status));
  }

  async function rowsOf({ id }: TestOrganization): Promise<readonly unknown[]> {
    return world().rows(
      `SELECT "name", "endReason", "endNote", "version"
       FROM "api_key" WHERE "organizationId" = $1 AND "name" <> 'Key' ORDER BY "name"`,
      [id],
    );
  }

  it.each([
    ['disableApiKey', disableApiKey, 'api_key.disabled'],
    ['deleteApiKey', endApiKey, 'api_key.deleted'],
  ] as const)('of %s reaches all generations, by tokens too, with one event each', async (_name, end, event) => {
    const { acme, root, sibling, all } = await family();
    const input = { id: root.id, cascade: true, reason: 'COMPROMISED', note: 'Leaked.' };
    const { affectedCount, apiKey } = payloadOf(await end(world().as(acme.key), input));
    expect([affectedCount, apiKey.version]).toEqual([4, 2]);
    expect(await statuses([...all, sibling])).toEqual([401, 401, 401, 401, 200]);
    const ended = { endReason: 'COMPROMISED', endNote: 'Leaked.', version: 2 };
    expect(await rowsOf(acme)).toMatchObject([
      { name: 'Child', ...ended },
      { name: 'Grandchild', ...ended },
      { name: 'Of process', ...ended },
      { name: 'Root', ...ended },
      { name: 'Sibling', endReason: null, version: 1 },
    ]);
    for (const { id } of all) {
      expect(await eventsOfKey(world(), id)).toEqual([
        [
          event,
          [
            { field: 'endReason', before: null, after: 'COMPROMISED' },
            { field: 'endNote', before: null, after: 'Leaked.' },
          ],
        ],
      ]);
    }
  });

  it('is told beforehand how many keys it would reach, as far as the caller may see them', async () => {
    const { acme, process, root, all } = await family();
    const ofProcess = await world().key(acme, { processId: process.id });
    const count = (caller: TestKey, id = root.id) => madeKeyCount(world().as(caller), id);
    expect([await count(acme.key), await count(acme.key, all[2]?.id)]).toEqual([3, 0]);
    await endApiKey(world().as(acme.key), { id: all[1]?.id });
    expect(await count(acme.key)).toBe(2);
    await world().rows('UPDATE "api_key" SET "createdById" = $1 WHERE "id" IN ($2, $3)', [
      ofProcess.id,
      acme.key.id,
      root.id,
    ]);
    expect([await count(ofProcess, ofProcess.id), await count(acme.key, ofProcess.id)]).toEqual([1, 5]);
  });

  it('is not taken unless it is asked for', async () => {
    const { acme, root, all } = await family();
    const { affectedCount } = payloadOf(await disableApiKey(world().as(acme.key), { id: root.id }));
    expect([affectedCount, await statuses(all)]).toEqual([1, [401, 200, 200, 200]]);
  });

  it('passes through what has ended, and counts what it changed', async () => {
    const { acme, root, all } = await family();
    await endApiKey(world().as(acme.key), { id: all[1]?.id });
    await disableApiKey(world().as(acme.key), { id: root.id });
    const { affectedCount } = payloadOf(await disableApiKey(world().as(acme.key), { id: root.id, cascade: true }));
    expect([affectedCount, await statuses(all)]).toEqual([2, [401, 401, 401, 401]]);
    const again = payloadOf(await disableApiKey(world().as(acme.key), { id: root.id, cascade: true }));
    expect([again.affectedCount, again.apiKey.version]).toEqual([0, 2]);
  });

  it('is not undone by enabling', async () => {
    const { acme, root, all } = await family();
    await disableApiKey(world().as(acme.key), { id: root.id, cascade: true });
    const { affectedCount } = payloadOf(await enableApiKey(world().as(acme.key), { id: root.id }));
    expect([affectedCount, await statuses(all)]).toEqual([1, [200, 401, 401, 401]]);
  });

  it('of a key that ends itself reaches what it made', async () => {
    const { root, all } = await family();
    const { affectedCount } = payloadOf(await endApiKey(world().as(root), { id: root.id, cascade: true }));
    expect([affectedCount, await statuses(all)]).toEqual([4, [401, 401, 401, 401]]);
  });

  it('leaves each key that it deletes the secret that was in use', async () => {
    const { acme, root, all } = await family();
    const child = all[1] as TestKey;
    const { key: next } = await rotateApiKey(world().as(acme.key), child);
    expect(await statuses([next])).toEqual([200]); // Not written down yet.
    await endApiKey(world().as(acme.key), { id: root.id, cascade: true });
    await restoreApiKey(world().as(acme.key), { id: child.id });
    expect(await statuses([child, next])).toEqual([401, 200]);
  });

  it('of a caller that holds few scopes reaches keys that hold more', async () => {
    const { acme, root, all } = await family();
    const narrow = await world().key(acme, { scopes: [MANAGE] });
    const { affectedCount } = payloadOf(await disableApiKey(world().as(narrow), { id: root.id, cascade: true }));
    expect([affectedCount, await statuses(all)]).toEqual([4, [401, 401, 401, 401]]);
  });

  it('that is refused changes nothing', async () => {
    const { acme, root, all } = await family();
    const input = { id: root.id, cascade: true, version: 2 };
    expect(payloadOf(await disableApiKey(world().as(acme.key), input)).affectedCount).toBe(0);
    const invalid = await disableApiKey(world().as(acme.key), { id: root.id, cascade: true, note: 'n'.repeat(1_001) });
    expect(payloadOf(invalid)).toEqual(notEnded('INVALID', 'input', 'note'));
    expect(await statuses(all)).toEqual([200, 200, 200, 200]);
  });

  it('reaches no key that the caller may not see, whoever is said to have made it', async () => {
    const [acme, other] = [await world().organization(), await world().organization('Other')];
    const [own, foreign] = [await world().process(acme), await world().process(acme)];
    const caller = await world().key(acme, { processId: own.id });
    const [seen, ...hidden] = [
      await world().key(acme, { processId: own.id }),
      await world().key(acme, { processId: foreign.id }),
      await world().key(acme),
      await world().key(other),
    ];
    for (const { id } of [seen, ...hidden]) {
      await world().rows('UPDATE "api_key" SET "createdById" = $1 WHERE "id" = $2', [caller.id, id]);
    }
    const { affectedCount } = payloadOf(await disableApiKey(world().as(caller), { id: caller.id, cascade: true }));
    expect([affectedCount, await statuses([seen, ...hidden])]).toEqual([2, [401, 200, 200, 200]]);
  });

  async function makers(speaker: Speaker, ids: readonly string[]): Promise<unknown[]> {
    const fields = ids.map((id, index) => `k${index}: apiKey(id: "${id}") { createdByKey { name } }`);
    const { body } = await speaker.run(`{ ${fields.join(' ')} }`);
    return Object.values<{ createdByKey: unknown }>(body.data).map(({ createdByKey }) => createdByKey);
  }

  it('goes by who made a key, which is told: a key or its token, deleted or not; null where the operator did', async () => {
    const acme = await world().organization();
    const root = await world().key(acme, { name: 'Root' });
    const child = await made(world().as(root), 'Child');
    const byToken = await made(withToken(world().url, await tokenOf(world().url, root)), 'By token');
    await endApiKey(world().as(acme.key), { id: root.id });
    const ids = [child.id, byToken.id, acme.key.id];
    expect(await makers(world().as(acme.key), ids)).toEqual([{ name: 'Root' }, { name: 'Root' }, null]);
  });

  it('goes by who made a key, which is not told to a caller that may not see that one', async () => {
    const acme = await world().organization();
    const process = await world().process(acme);
    const ofProcess = await made(world().as(acme.key), 'Of process', process.id);
    expect(await makers(world().as(ofProcess), [ofProcess.id])).toEqual([null]);
    expect(await makers(world().as(acme.key), [ofProcess.id])).toEqual([{ name: 'Key' }]);
  });

  it('of a process that is deleted reaches its keys, from which what they might do was withdrawn', async () => {
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

  it('reaches hundreds of keys', async () => {
    const acme = await world().organization();
    const root = await world().key(acme);
    const child = await world().key(acme);
    await world().rows('UPDATE "api_key" SET "createdById" = $1 WHERE "id" = $2', [root.id, child.id]);
    await copyKey(world(), child, 500);
    await world().rows(`UPDATE "api_key" SET "endReason" = 'COMPROMISED' WHERE "createdById" = $1 AND "id" <> $2`, [
      root.id,
      child.id,
    ]);
    const input = { id: root.id, cascade: true, reason: 'UNUSED' };
    expect(payloadOf(await endApiKey(world().as(acme.key), input)).affectedCount).toBe(502);
    const counts = await world().rows(
      `SELECT "endReason", "version", COUNT(*) AS "count" FROM "api_key"
       WHERE "organizationId" = $1 AND "deletedAt" IS NOT NULL GROUP BY "endReason", "version" ORDER BY "endReason"`,
      [acme.id],
    );
    expect(counts.map((row) => Object.values(row as object).map(String))).toEqual([
      ['COMPROMISED', '2', '500'],
      ['UNUSED', '2', '2'],
    ]);
    const sql = `SELECT "id" FROM "audit_event" WHERE "organizationId" = $1 AND "type" = 'api_key.deleted'`;
    expect(await world().rows(sql, [acme.id])).toHaveLength(502);
  });
});
