import { DAY_MS } from '../../src/clock';
import { describeOnEachEngine } from '../support/engines';
import { NOW, sharedWorld, type TestKey, type TestOrganization } from '../support/world';
import { countSums, HOUR_MS, recordSince, writeGap, writeUse } from '../support/writtenUse';

const READ = 'workspace.process:read';
const UPDATE = 'workspace.process:update';
const UPLOAD = 'workspace.file:upload';
const MANAGE = 'workspace.admin.api_key:manage';
const MANAGE_OF_PROCESSES = 'workspace.process.api_key:manage';
const AUDIT = 'workspace.admin.audit:read';

const LIST = { name: 'List', fields: ['Process.name', 'Query.processes'], needs: [[[READ]]] };

describeOnEachEngine('the use of a key', (engine) => {
  const world = sharedWorld(engine);
  let acme: TestOrganization;
  let key: TestKey;

  beforeEach(async () => {
    acme = await world().organization();
    key = await world().key(acme, { scopes: [READ, UPDATE, UPLOAD] });
    await recordSince(world(), NOW - 300 * DAY_MS);
  });

  const ask = async (selection: string, args = '', caller = acme.key) => {
    const { body } = await world().as(caller).run(`{ apiKey(id: "${key.id}") { usage${args} { ${selection} } } }`);
    return body.data?.apiKey?.usage ?? body;
  };
  const between = (from: number, to: number) =>
    `(from: "${new Date(from).toISOString()}", to: "${new Date(to).toISOString()}")`;

  it('is that of the last 30 days, added up', async () => {
    await writeUse(world(), key.id, LIST, { at: NOW, requests: 3, refused: 1, failed: 1, cost: 30 });
    await writeUse(world(), key.id, LIST, { at: NOW - 29 * DAY_MS, requests: 4, cost: 40 });
    await writeUse(world(), key.id, LIST, { at: NOW - 31 * DAY_MS, requests: 100 });
    expect(
      await ask('from to requests refused failed cost firstUsedAt lastUsedAt recordedSince gaps { reason }'),
    ).toEqual({
      from: '2026-10-24T12:00:00.000Z',
      to: '2026-11-23T12:00:00.000Z',
      requests: 7,
      refused: 1,
      failed: 1,
      cost: 70,
      firstUsedAt: '2026-10-25T12:00:00.000Z',
      lastUsedAt: '2026-11-23T12:00:00.000Z',
      recordedSince: '2026-01-27T12:00:00.000Z',
      gaps: [],
    });
  });

  it('is nothing of a key that nobody used', async () => {
    expect(
      await ask('requests cost firstUsedAt lastUsedAt operations { name } networks { network } fields { coordinate }'),
    ).toEqual({ requests: 0, cost: 0, firstUsedAt: null, lastUsedAt: null, operations: [], networks: [], fields: [] });
  });

  it('counts the hours that a time touches, and days of which no hours are kept', async () => {
    await writeUse(world(), key.id, LIST, { at: NOW - 2 * HOUR_MS, requests: 1 });
    await writeUse(world(), key.id, LIST, { at: NOW - HOUR_MS, requests: 2 });
    await writeUse(world(), key.id, LIST, { at: NOW - 100 * DAY_MS, requests: 4 }, 'usage_day');
    await writeUse(world(), key.id, LIST, { at: NOW - 102 * DAY_MS, requests: 8 }, 'usage_day');
    expect(await ask('requests', between(NOW - 2 * HOUR_MS, NOW - HOUR_MS))).toEqual({ requests: 1 });
    expect(await ask('requests', between(NOW - 90 * 60_000, NOW - HOUR_MS))).toEqual({ requests: 1 });
    expect(await ask('requests', between(NOW - 101 * DAY_MS, NOW))).toEqual({ requests: 7 });
  });

  it('has a series without holes: 0 without use, null in a gap, before the counting and in the future', async () => {
    await recordSince(world(), NOW - 2 * HOUR_MS);
    await writeUse(world(), key.id, LIST, { at: NOW - 30 * 60_000, requests: 5, refused: 2, failed: 1, cost: 9 });
    await writeGap(world(), NOW - 90 * 60_000, NOW - 80 * 60_000, key.id);
    const point = (from: string, requests: number | null) => ({ from: `2026-11-23T${from}:00:00.000Z`, requests });
    const { series, gaps } = await ask(
      'series(bucket: HOUR) { from requests } gaps { from to reason }',
      between(NOW - 4 * HOUR_MS, NOW + 2 * HOUR_MS),
    );
    expect(series).toEqual([
      point('08', null),
      point('09', null),
      point('10', null),
      point('11', 5),
      point('12', 0),
      point('13', null),
      point('14', null),
    ]);
    expect(gaps).toEqual([
      { from: '2026-11-23T10:30:00.000Z', to: '2026-11-23T10:40:00.000Z', reason: 'The disk was full.' },
    ]);
    const days = await ask('series(bucket: DAY) { from requests refused failed cost }', between(NOW - HOUR_MS, NOW));
    expect(days.series).toEqual([{ from: '2026-11-23T00:00:00.000Z', requests: 5, refused: 2, failed: 1, cost: 9 }]);
    const day = await ask('series(bucket: DAY) { from requests refused failed cost }', between(NOW - 2 * HOUR_MS, NOW));
    expect(day.series).toEqual([
      { from: '2026-11-23T00:00:00.000Z', requests: null, refused: null, failed: null, cost: null },
    ]);
  });

  it('has a series of days, older ones included', async () => {
    await writeUse(world(), key.id, LIST, { at: NOW - DAY_MS, requests: 5, refused: 2, failed: 1, cost: 9 });
    await writeUse(world(), key.id, LIST, { at: NOW - DAY_MS + HOUR_MS, requests: 1 });
    await writeUse(world(), key.id, LIST, { at: NOW - 100 * DAY_MS, requests: 4 }, 'usage_day');
    const days = await ask('series(bucket: DAY) { from requests refused failed cost }', between(NOW - DAY_MS, NOW));
    expect(days.series).toEqual([
      { from: '2026-11-22T00:00:00.000Z', requests: 6, refused: 2, failed: 1, cost: 10 },
      { from: '2026-11-23T00:00:00.000Z', requests: 0, refused: 0, failed: 0, cost: 0 },
    ]);
    const old = between(NOW - 100 * DAY_MS, NOW - 99.5 * DAY_MS);
    expect((await ask('series(bucket: DAY) { requests }', old)).series).toEqual([{ requests: 4 }]);
    expect((await ask('series(bucket: HOUR) { requests }', old)).series[0]).toEqual({ requests: null });
  });

  it('refuses a series that would be too long, and a time that ends before it begins', async () => {
    const codes = async (selection: string, args: string) => {
      const answer = await ask(selection, args);
      return answer.errors?.map((error: { message: string; extensions: object }) => [error.message, error.extensions]);
    };
    const long = between(NOW - 50 * DAY_MS, NOW);
    expect(await codes('series(bucket: HOUR) { requests }', long)).toEqual([
      [
        'A series has 1000 points at most, and this one would have 1201: ask for days, or for a shorter time.',
        { code: 'BAD_USER_INPUT', path: ['bucket'] },
      ],
    ]);
    expect(await codes('requests', between(NOW, NOW - 1))).toEqual([
      ['The time ends before it begins: from must be earlier than to.', { code: 'BAD_USER_INPUT', path: ['from'] }],
    ]);
    expect(await codes('operations(first: 0) { name }', '')).toEqual([
      [expect.any(String), { code: 'BAD_USER_INPUT', path: ['first'] }],
    ]);
  });

  it('names operations, those asked most first, whichever of their parts were answered', async () => {
    await writeUse(world(), key.id, LIST, { at: NOW - DAY_MS, requests: 2, cost: 20 });
    await writeUse(world(), key.id, { ...LIST, needs: [], fields: [] }, { at: NOW, requests: 2, refused: 2, cost: 20 });
    await writeUse(world(), key.id, { kind: 'VERIFY', name: 'verify', signature: 'verify' }, { at: NOW, requests: 3 });
    await writeUse(world(), key.id, { name: null, signature: '{a}' }, { at: NOW });
    await writeUse(
      world(),
      key.id,
      { kind: 'INTROSPECTED', name: 'introspected', needs: null },
      { at: NOW, requests: 0 },
    );
    const list = { name: 'List', signature: '{List}', requests: 4, refused: 2, failed: 0, cost: 40 };
    const found = await ask('requests operations(first: 2) { name signature requests refused failed cost lastUsedAt }');
    expect(found).toEqual({
      requests: 8,
      operations: [
        { ...list, lastUsedAt: '2026-11-23T12:00:00.000Z' },
        expect.objectContaining({ name: 'verify', requests: 3 }),
      ],
    });
    expect((await ask('operations { name }')).operations).toEqual([
      { name: 'List' },
      { name: 'verify' },
      { name: null },
    ]);
  });

  it('names the fields that were answered', async () => {
    await writeUse(world(), key.id, LIST, { at: NOW - DAY_MS, requests: 2 });
    await writeUse(world(), key.id, { name: 'Ids', fields: ['Query.processes'] }, { at: NOW, requests: 3 });
    expect((await ask('fields { coordinate requests lastUsedAt }')).fields).toEqual([
      { coordinate: 'Query.processes', requests: 5, lastUsedAt: '2026-11-23T12:00:00.000Z' },
      { coordinate: 'Process.name', requests: 2, lastUsedAt: '2026-11-22T12:00:00.000Z' },
    ]);
  });

  it('names networks, and the clients in them', async () => {
    const write = (network: string, dayAt: number, agents: string[], requests: number) =>
      world().rows(
        `INSERT INTO "usage_network" ("apiKeyId", "dayAt", "network", "userAgents", "requestCount", "firstUsedAt", "lastUsedAt")
         VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [key.id, dayAt, network, JSON.stringify(agents), requests, dayAt + 1, dayAt + 2],
      );
    const today = NOW - DAY_MS / 2;
    await write('192.0.2.0/24', today, ['curl'], 1);
    await write('192.0.2.0/24', today - DAY_MS, ['curl', 'apollo'], 2);
    await write('198.51.100.0/24', today, [], 2);
    await write('203.0.113.0/24', today - 40 * DAY_MS, [], 100);
    expect((await ask('networks { network userAgents requests firstUsedAt lastUsedAt }')).networks).toEqual([
      {
        network: '192.0.2.0/24',
        userAgents: ['apollo', 'curl'],
        requests: 3,
        firstUsedAt: '2026-11-22T00:00:00.001Z',
        lastUsedAt: '2026-11-23T00:00:00.002Z',
      },
      expect.objectContaining({ network: '198.51.100.0/24', userAgents: [], requests: 2 }),
    ]);
    expect((await ask('networks(first: 1) { network }')).networks).toEqual([{ network: '192.0.2.0/24' }]);
  });

  const evidence = async () => {
    const { scopes } = await ask('scopes { scope { name } evidence requests lastUsedAt }');
    return scopes.map(
      ({ scope, evidence: found, requests }: { scope: { name: string }; evidence: string; requests: number }) => [
        scope.name,
        found,
        requests,
      ],
    );
  };

  it('says which scopes were needed, and how often', async () => {
    await writeUse(world(), key.id, LIST, { at: NOW, requests: 2 });
    await writeUse(world(), key.id, { kind: 'VERIFY', name: 'verify', needs: [[[UPLOAD]]] }, { at: NOW, requests: 3 });
    expect(await evidence()).toEqual([
      [UPLOAD, 'USED', 3],
      [READ, 'USED', 2],
      [UPDATE, 'UNUSED', 0],
    ]);
    const { scopes } = await ask('scopes { scope { name title grantable } lastUsedAt }');
    expect(scopes[1]).toEqual({
      scope: { name: READ, title: 'Read processes', grantable: true },
      lastUsedAt: '2026-11-23T12:00:00.000Z',
    });
  });

  it('says that scopes of other services are unknown, of a key whose scopes these learned', async () => {
    await writeUse(world(), key.id, { kind: 'TOKEN', name: 'token', needs: null }, { at: NOW });
    expect(await evidence()).toEqual([
      [UPLOAD, 'UNKNOWN', 0],
      [READ, 'UNUSED', 0],
      [UPDATE, 'UNUSED', 0],
    ]);
  });

  it('says that every scope is unknown, of a key all of whose scopes a proxy was told', async () => {
    await writeUse(world(), key.id, LIST, { at: NOW });
    await writeUse(world(), key.id, { kind: 'VERIFY', name: 'verify', needs: null }, { at: NOW });
    expect(await evidence()).toEqual([
      [UPLOAD, 'UNKNOWN', 0],
      [READ, 'USED', 1],
      [UPDATE, 'UNKNOWN', 0],
    ]);
  });

  it('says that every scope is unknown, of a key whose use was not all counted since it was made', async () => {
    await writeUse(world(), key.id, LIST, { at: NOW });
    const [{ createdAt } = { createdAt: 0 }] = await world().rows<{ createdAt: number }>(
      'SELECT "createdAt" FROM "api_key" WHERE "id" = $1',
      [key.id],
    );
    await writeGap(world(), createdAt - HOUR_MS, createdAt, key.id);
    expect((await evidence()).map(([, found]: string[]) => found)).toEqual(['UNUSED', 'USED', 'UNUSED']);
    await writeGap(world(), createdAt - 1, createdAt + 1, key.id);
    expect((await evidence()).map(([, found]: string[]) => found)).toEqual(['UNKNOWN', 'USED', 'UNKNOWN']);
  });

  it('says that every scope is unknown, of a key with more operations than are told apart', async () => {
    await writeUse(world(), key.id, LIST, { at: NOW });
    await writeUse(world(), key.id, { kind: 'OTHER', name: 'other', needs: null }, { at: NOW });
    expect(await evidence()).toEqual([
      [UPLOAD, 'UNKNOWN', 0],
      [READ, 'USED', 1],
      [UPDATE, 'UNKNOWN', 0],
    ]);
  });

  it('is shown to whoever manages the key or reads the audit log, and to nobody else', async () => {
    await writeUse(world(), key.id, LIST, { at: NOW, requests: 2 });
    const asEntity = async (caller: TestKey) => {
      const representations = [{ __typename: 'ApiKey', id: key.id }];
      const document =
        'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on ApiKey { id usage { requests scopes { evidence } } } } }';
      const { body } = await world().as(caller).run(document, { representations });
      return body.data._entities;
    };
    const seen = { id: key.id, usage: { requests: 2, scopes: expect.any(Array) } };
    expect(await asEntity(await world().key(acme, { scopes: [MANAGE] }))).toEqual([seen]);
    expect(await asEntity(await world().key(acme, { scopes: [AUDIT] }))).toEqual([seen]);
    expect(await asEntity(await world().key(acme, { scopes: [AUDIT, MANAGE_OF_PROCESSES] }))).toEqual([seen]);
    const withheld = { id: key.id, usage: null };
    expect(await asEntity(await world().key(acme, { scopes: [MANAGE_OF_PROCESSES] }))).toEqual([withheld]);
    expect(await asEntity(await world().key(acme, { scopes: [READ] }))).toEqual([withheld]);
    expect(await asEntity((await world().organization('Other')).key)).toEqual([null]);
  });

  it('is that of a key of its own process, to a caller that is bound to one', async () => {
    const process = await world().process(acme);
    const scopes = [MANAGE_OF_PROCESSES];
    const bound = await world().key(acme, { processId: process.id, scopes });
    await writeUse(world(), bound.id, LIST, { at: NOW - DAY_MS, requests: 2 });
    const yesterday = between(NOW - 2 * DAY_MS, NOW - HOUR_MS); // Before what this test itself asks.
    const { body } = await world().as(bound).run(`{ apiKey(id: "${bound.id}") { usage${yesterday} { requests } } }`);
    expect(body.data).toEqual({ apiKey: { usage: { requests: 2 } } });
    expect(await ask('requests', '', bound)).toEqual({ data: { apiKey: null } });
  });

  it('is kept of a deleted key', async () => {
    await writeUse(world(), key.id, LIST, { at: NOW, requests: 2 });
    await world().rows('UPDATE "api_key" SET "deletedAt" = $1 WHERE "id" = $2', [NOW, key.id]);
    expect(await ask('requests')).toEqual({ requests: 2 });
  });

  it('is read with equally many statements, however many keys are asked about', async () => {
    const asked = (first: number) => () =>
      world()
        .as(acme.key)
        .run(
          `{ apiKeys(first: ${first}) { edges { node { usage { requests series(bucket: DAY) { requests } scopes { evidence } networks { network } } } } } }`,
        );
    for (let count = 0; count < 8; count += 1) await world().key(acme, { scopes: [READ] });
    const few = await countSums(world(), asked(1));
    expect(few).toBeGreaterThan(0);
    expect(await countSums(world(), asked(9))).toBe(few);
  });
});
