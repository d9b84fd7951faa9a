import { SHIPPED_SCOPES } from '../../src/access/SHIPPED_SCOPES';
import { DAY_MS } from '../../src/clock';
import { Changes } from '../../src/events/Changes';
import { ApiKeyService } from '../../src/keys/ApiKeyService';
import { keyLimit } from '../../src/keys/keyLimit';
import { Peppers } from '../../src/keys/Peppers';
import type { RunSql, Storage } from '../../src/storage/Storage';
import { deleteApiKey, EXPIRES_AT, type Speaker, updateApiKey } from '../support/apiKeyMutations';
import { auditRows } from '../support/auditRows';
import { CuttableProxy } from '../support/CuttableProxy';
import { describeOnEachEngine } from '../support/engines';
import { endAfter } from '../support/leftOpen';
import { tokenOf, withToken } from '../support/oauth';
import { addPerson, signedIn } from '../support/people';
import { request } from '../support/request';
import { runJob } from '../support/runJob';
import { waitUntil } from '../support/waitUntil';
import { withLostAnswer } from '../support/withLostAnswer';
import { type Answer, basic, NOW, SECRET, sharedWorld, type TestOrganization } from '../support/world';

const MANAGE = 'workspace.admin.api_key:manage';
const MANAGE_OF_PROCESSES = 'workspace.process.api_key:manage';
const READ = 'workspace.process:read';
const UPLOAD = 'workspace.file:upload';
const REQUEST = '0f8fad5b-d9cb-469f-a165-70867728950e';
const PLAIN = { name: 'CI', scopes: [READ], expiresAt: NOW + DAY_MS };

const CREATE = `mutation ($input: CreateApiKeyInput!) {
  createApiKey(input: $input) { apiKey { id name status } secret { user } isReplay userErrors { code path } }
}`;

describeOnEachEngine('a createApiKey that is sent again with its requestId', (engine) => {
  const world = sharedWorld(engine);
  const input = { name: 'CI', scopes: [UPLOAD, READ], expiresAt: EXPIRES_AT, requestId: REQUEST };
  const keyNamed = (name: string, status = 'ACTIVE') => ({ id: expect.any(String), name, status });

  /** Sends a creation, and gives what came of it. */
  async function create(speaker: Speaker, changes: object = {}) {
    const { body } = await speaker.run(CREATE, { input: { ...input, ...changes } });
    return body.data.createApiKey;
  }

  /** How many keys an organization has, tombstones included, beside its first one. */
  async function keyCount({ id, key }: TestOrganization): Promise<number> {
    const sql = 'SELECT "id" FROM "api_key" WHERE "organizationId" = $1 AND "id" <> $2';
    return (await world().rows(sql, [id, key.id])).length;
  }

  it('answers the same key, without its value: no second one is made, and no event says so', async () => {
    const acme = await world().organization();
    const first = await create(world().as(acme.key));
    const events = await auditRows(world(), acme, 'api_key.created');
    const again = await create(world().as(acme.key));
    expect(first).toEqual({
      apiKey: keyNamed('CI'),
      secret: { user: expect.stringMatching(/^lko_/) },
      isReplay: false,
      userErrors: [],
    });
    expect(again).toEqual({ apiKey: first.apiKey, secret: null, isReplay: true, userErrors: [] });
    expect(await keyCount(acme)).toBe(1);
    expect(await auditRows(world(), acme, 'api_key.created')).toEqual(events);
  });

  it.each([
    ['blanks around the name', { name: ' CI ' }],
    ['the scopes in another order, and twice', { scopes: [READ, UPLOAD, READ] }],
    ['what is null otherwise left out', { processId: null, allScopes: false }],
    ['the end in another zone', { expiresAt: '2027-01-01T02:00:00+02:00' }],
    ['the requestId in capitals', { requestId: REQUEST.toUpperCase() }],
  ])('is the same request with %s', async (_what, changes) => {
    const acme = await world().organization();
    const { apiKey } = await create(world().as(acme.key));
    const again = await create(world().as(acme.key), changes);
    expect(again).toEqual({ apiKey, secret: null, isReplay: true, userErrors: [] });
  });

  it.each([
    ['name', { name: 'Other' }],
    ['scopes', { scopes: [READ] }],
    ['end', { expiresAt: '2027-01-01T00:00:00.001Z' }],
    ['choice of scopes', { scopes: null, allScopes: true }],
    ['scopes, which nobody could grant', { scopes: ['workspace.moon:read'] }],
  ])('is a CONFLICT that carries the key, where the input has another %s', async (_what, changes) => {
    const acme = await world().organization();
    const { apiKey } = await create(world().as(acme.key));
    const answer = await create(world().as(acme.key), changes);
    const userErrors = [{ code: 'CONFLICT', path: ['input', 'requestId'] }];
    expect(answer).toEqual({ apiKey, secret: null, isReplay: false, userErrors });
    expect(await keyCount(acme)).toBe(1);
  });

  it('is a CONFLICT where the input names a process, and leaves an event that names the key', async () => {
    const acme = await world().organization();
    const { apiKey } = await create(world().as(acme.key));
    const answer = await create(world().as(acme.key), { processId: (await world().process(acme)).id });
    expect(answer.userErrors).toEqual([{ code: 'CONFLICT', path: ['input', 'requestId'] }]);
    const [refused] = await auditRows(world(), acme, 'api_key.created');
    expect(refused).toMatchObject({ outcome: 'REFUSED', codes: 'CONFLICT', targetId: apiKey.id });
  });

  it('compares "all" as it was asked for, not as what the caller could grant then', async () => {
    const acme = await world().organization();
    const maker = await world().key(acme, { scopes: [MANAGE, READ, UPLOAD] });
    const all = { scopes: null, allScopes: true };
    const { apiKey } = await create(world().as(maker), all);
    await updateApiKey(world().as(acme.key), { id: maker.id, scopes: [MANAGE, READ] });
    expect(await create(world().as(maker), all)).toEqual({ apiKey, secret: null, isReplay: true, userErrors: [] });
  });

  it.each([
    ['an empty text', ''],
    ['a number', 7],
    ['a UUID without hyphens', '0f8fad5bd9cb469fa16570867728950e'],
    ['a UUID in braces', `{${REQUEST}}`],
    ['a UUID with a blank', `${REQUEST} `],
    ['the nil UUID, which nobody made', '00000000-0000-0000-0000-000000000000'],
  ])('needs a UUID: %s is INVALID', async (_what, requestId) => {
    const acme = await world().organization();
    const userErrors = [{ code: 'INVALID', path: ['input', 'requestId'] }];
    const refused = { apiKey: null, secret: null, isReplay: false, userErrors };
    expect(await create(world().as(acme.key), { requestId })).toEqual(refused);
    expect(await keyCount(acme)).toBe(0);
  });

  it('is a first one where the first was refused', async () => {
    const acme = await world().organization();
    const { userErrors } = await create(world().as(acme.key), { name: '' });
    expect(userErrors).toEqual([{ code: 'INVALID', path: ['input', 'name'] }]);
    expect(await create(world().as(acme.key))).toMatchObject({ apiKey: keyNamed('CI'), isReplay: false });
  });

  it('is another one when another caller sends it: each has ids of its own', async () => {
    const [acme, globex] = [await world().organization('Acme'), await world().organization('Globex')];
    const ada = await addPerson(world(), acme);
    const others = [acme.key, await world().key(acme, { name: 'Other' }), globex.key].map((key) => world().as(key));
    for (const speaker of [...others, await signedIn(world(), ada)]) {
      expect(await create(speaker)).toMatchObject({ isReplay: false, userErrors: [] });
    }
  });

  it('is the same when a token of the key sends it, or another session of the person', async () => {
    const acme = await world().organization();
    const ada = await addPerson(world(), acme);
    const byKey = await create(world().as(acme.key));
    const byToken = await create(withToken(world().url, await tokenOf(world().url, acme.key)));
    expect(byToken).toMatchObject({ apiKey: byKey.apiKey, isReplay: true });
    const byAda = await create(await signedIn(world(), ada));
    const byAdaAgain = await create(await signedIn(world(), ada));
    expect(byAdaAgain).toMatchObject({ apiKey: byAda.apiKey, isReplay: true });
    expect(byAda.apiKey.id).not.toBe(byKey.apiKey.id);
  });

  it('is known for 24 hours; then it makes a new key', async () => {
    const acme = await world().organization();
    const { apiKey } = await create(world().as(acme.key));
    world().now = NOW + DAY_MS - 1;
    expect(await create(world().as(acme.key))).toMatchObject({ apiKey: { id: apiKey.id }, isReplay: true });
    world().now = NOW + DAY_MS;
    const later = await create(world().as(acme.key), { name: 'Later' });
    expect(later).toMatchObject({ isReplay: false, userErrors: [] });
    const again = await create(world().as(acme.key), { name: 'Later' });
    expect(again).toMatchObject({ apiKey: later.apiKey, isReplay: true });
    expect(await keyCount(acme)).toBe(2);
  });

  it('answers the key as it is by now: renamed, expired or deleted', async () => {
    const acme = await world().organization();
    const soon = { expiresAt: '2026-11-23T13:00:00Z' };
    const { apiKey } = await create(world().as(acme.key), soon);
    await updateApiKey(world().as(acme.key), { id: apiKey.id, name: 'Renamed' });
    expect((await create(world().as(acme.key), soon)).apiKey).toEqual(keyNamed('Renamed'));
    world().now = Date.parse(soon.expiresAt);
    expect((await create(world().as(acme.key), soon)).apiKey).toEqual(keyNamed('Renamed', 'EXPIRED'));
    await deleteApiKey(world().as(acme.key), apiKey.id);
    const deleted = await create(world().as(acme.key), soon);
    expect(deleted).toEqual({ apiKey: keyNamed('Renamed', 'DELETED'), secret: null, isReplay: true, userErrors: [] });
    expect(await keyCount(acme)).toBe(1);
  });

  it('shows no key that the caller may no longer see', async () => {
    const acme = await world().organization();
    const maker = await world().key(acme, { scopes: [MANAGE, MANAGE_OF_PROCESSES, READ, UPLOAD] });
    await create(world().as(maker));
    await updateApiKey(world().as(acme.key), { id: maker.id, scopes: [MANAGE_OF_PROCESSES, READ, UPLOAD] });
    const userErrors = [{ code: 'CONFLICT', path: ['input', 'requestId'] }];
    expect(await create(world().as(maker))).toEqual({ apiKey: null, secret: null, isReplay: false, userErrors });
    const [refused] = await auditRows(world(), acme, 'api_key.created');
    expect(refused).toMatchObject({ outcome: 'REFUSED', targetId: null });
  });

  it('makes one key, however many servers are asked at once', async () => {
    const acme = await world().organization();
    const second = await world().secondServer();
    endAfter('test', () => second.close());
    const speakers = Array.from({ length: 8 }, (_each, index) => (index % 2 ? second : world()).as(acme.key));
    const answers = await Promise.all(speakers.map((speaker) => create(speaker)));
    expect(answers.filter(({ secret }) => secret !== null)).toHaveLength(1);
    expect(answers.filter(({ isReplay }) => isReplay)).toHaveLength(7);
    expect(new Set(answers.map(({ apiKey }) => apiKey.id)).size).toBe(1);
    expect(await keyCount(acme)).toBe(1);
  });

  it('makes one key where one document has it twice', async () => {
    const acme = await world().organization();
    const { body } = await world()
      .as(acme.key)
      .run(
        `mutation ($input: CreateApiKeyInput!) {
          one: createApiKey(input: $input) { apiKey { id } isReplay }
          two: createApiKey(input: $input) { apiKey { id } isReplay }
        }`,
        { input },
      );
    const { one, two } = body.data;
    expect(one).toEqual({ apiKey: { id: expect.any(String) }, isReplay: false });
    expect(two).toEqual({ apiKey: one.apiKey, isReplay: true });
  });

  it('keeps digests alone, and those for 24 hours', async () => {
    const acme = await world().organization();
    const { apiKey } = await create(world().as(acme.key));
    const kept = () => world().rows('SELECT * FROM "key_request" WHERE "apiKeyId" = $1', [apiKey.id]);
    const digest = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(await kept()).toEqual([{ id: digest, inputDigest: digest, apiKeyId: apiKey.id, createdAt: NOW }]);
    world().now = NOW + DAY_MS - 1;
    await runJob(world(), 'sweep-key-requests');
    expect(await kept()).toHaveLength(1);
    world().now = NOW + DAY_MS;
    await runJob(world(), 'sweep-key-requests');
    expect(await kept()).toEqual([]);
  });

  it('takes one statement more than a creation without the id', async () => {
    const acme = await world().organization();
    let count = 0;
    const counting: Storage = {
      engine,
      sql: world().database.sql,
      write: (work) =>
        world().database.write(({ manager, sql }) => {
          const counted: RunSql = (...statement) => {
            count += 1;
            return sql(...statement);
          };
          return work({ manager, sql: counted });
        }),
    };
    const service = serviceOver(counting);
    await service.createApiKey(world().operator(acme), PLAIN);
    const without = count;
    await service.createApiKey(world().operator(acme), { ...PLAIN, requestId: REQUEST });
    // One counts keys, since the limit of ten is near.
    expect([without, count - without]).toEqual([4, 5]);
  });

  it('answers the key that was made before the answer of the database was lost', async () => {
    const acme = await world().organization();
    const service = serviceOver(withLostAnswer(world().database));
    const once = { ...PLAIN, requestId: REQUEST };
    await expect(service.createApiKey(world().operator(acme), once)).rejects.toThrow('Connection terminated');
    const { result } = await service.createApiKey(world().operator(acme), once);
    expect(result).toEqual({ apiKey: expect.objectContaining({ name: 'CI' }), value: null });
    expect(await keyCount(acme)).toBe(1);
  });

  it('answers the key that was made before the connection of the client was cut', async () => {
    const acme = await world().organization();
    const { proxy, viaProxy } = await CuttableProxy.to(world().url);
    endAfter('test', () => proxy.cut());
    const speaker: Speaker = { run: (query, variables) => postVia(viaProxy, acme.key.value, { query, variables }) };
    proxy.swallowAnswers();
    const lost = expect(create(speaker)).rejects.toThrow('socket hang up');
    await waitUntil('the key is made', async () => (await keyCount(acme)) === 1);
    await proxy.cut();
    await lost;
    await proxy.mend();
    expect(await create(speaker)).toMatchObject({ apiKey: keyNamed('CI'), secret: null, isReplay: true });
    expect(await keyCount(acme)).toBe(1);
  });

  /** The rules about keys, over a storage of the test's own. */
  function serviceOver(storage: Storage): ApiKeyService {
    const changes = new Changes(storage, () => NOW, []);
    const { lists } = world().app.services;
    const peppers = new Peppers(SECRET, []);
    return new ApiKeyService(storage, () => NOW, changes, lists, SHIPPED_SCOPES, peppers, keyLimit(10));
  }
});

async function postVia(url: string, value: string, body: object): Promise<Answer> {
  const headers = { authorization: basic(value), 'content-type': 'application/json' };
  const wishes = { method: 'POST', path: '/graphql', headers, body: JSON.stringify(body) };
  const { text, ...answer } = await request(url, wishes);
  return { ...answer, body: JSON.parse(text) };
}
