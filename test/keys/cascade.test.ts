import { createApiKey, type Speaker } from '../support/apiKeyMutations';
import { disableApiKey, enableApiKey, endApiKey, eventsOfKey, notEnded, payloadOf } from '../support/endMutations';
import { describeOnEachEngine } from '../support/engines';
import { tokenOf, withToken } from '../support/oauth';
import { sharedWorld, type TestKey, type TestOrganization } from '../support/world';

const MANAGE = 'workspace.admin.api_key:manage';
const VIEWER = '{ viewer { name } }';

async function made(speaker: Speaker, name: string, processId?: string): Promise<TestKey> {
  const input = { name, allScopes: true, expiresAt: '2026-12-01T00:00:00Z', processId };
  const { apiKey, secret } = payloadOf(await createApiKey(speaker, input));
  return { id: apiKey.id, ...secret };
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
});

describeOnEachEngine('the key that made a key', (engine) => {
  const world = sharedWorld(engine);

  async function makers(speaker: Speaker, ids: readonly string[]): Promise<unknown[]> {
    const fields = ids.map((id, index) => `k${index}: apiKey(id: "${id}") { createdByKey { name } }`);
    const { body } = await speaker.run(`{ ${fields.join(' ')} }`);
    return Object.values<{ createdByKey: unknown }>(body.data).map(({ createdByKey }) => createdByKey);
  }

  it('is told where a key or its token made it, a deleted one included; null where the operator did', async () => {
    const acme = await world().organization();
    const root = await world().key(acme, { name: 'Root' });
    const child = await made(world().as(root), 'Child');
    const byToken = await made(withToken(world().url, await tokenOf(world().url, root)), 'By token');
    await endApiKey(world().as(acme.key), { id: root.id });
    const ids = [child.id, byToken.id, acme.key.id];
    expect(await makers(world().as(acme.key), ids)).toEqual([{ name: 'Root' }, { name: 'Root' }, null]);
  });

  it('is null for a caller that may not see that key', async () => {
    const acme = await world().organization();
    const process = await world().process(acme);
    const ofProcess = await made(world().as(acme.key), 'Of process', process.id);
    expect(await makers(world().as(ofProcess), [ofProcess.id])).toEqual([null]);
    expect(await makers(world().as(acme.key), [ofProcess.id])).toEqual([{ name: 'Key' }]);
  });
});
