import { SHIPPED_SCOPES } from '../../src/access/SHIPPED_SCOPES';
import {
  createApiKey,
  createRefused,
  deleteApiKey,
  EXPIRES_AT,
  UNAUTHENTICATED,
  updateApiKey,
} from '../support/apiKeyMutations';
import { describeOnEachEngine } from '../support/engines';
import { sharedWorld, type TestKey, type TestOrganization } from '../support/world';

const MANAGE = 'workspace.admin.api_key:manage';
const MANAGE_OF_PROCESSES = 'workspace.process.api_key:manage';
const READ = 'workspace.process:read';
const MAX_ALIASES = 15;

describeOnEachEngine('minting', (engine) => {
  const world = sharedWorld(engine);

  /** Every row of the key table, once what waits to be written is written. */
  async function keyTable(): Promise<readonly object[]> {
    await world().app.services.keyUse.flush();
    return world().rows('SELECT * FROM "api_key" ORDER BY "id"');
  }

  /** An organization whose key has been used, so that its further use changes no row. */
  async function organizationInUse(): Promise<TestOrganization> {
    const acme = await world().organization();
    await world().as(acme.key).run('{ viewer { name } }');
    return acme;
  }

  /** Tries to make one key for each of the scopes, alone, and answers all payloads. */
  async function mintEach(minter: TestKey, scopes: readonly string[], processId?: string): Promise<unknown[]> {
    const payloads: unknown[] = [];
    for (let start = 0; start < scopes.length; start += MAX_ALIASES) {
      const some = scopes.slice(start, start + MAX_ALIASES);
      const declared = some.map((_scope, index) => `$i${index}: CreateApiKeyInput!`);
      const fields = some.map(
        (_scope, index) => `a${index}: createApiKey(input: $i${index}) { apiKey { id } userErrors { code path } }`,
      );
      const inputs = some.map((scope, index) => [
        `i${index}`,
        { name: 'Minted', processId, scopes: [scope], expiresAt: EXPIRES_AT },
      ]);
      const document = `mutation (${declared.join(', ')}) { ${fields.join(' ')} }`;
      const { body } = await world().as(minter).run(document, Object.fromEntries(inputs));
      payloads.push(...Object.values(body.data));
    }
    return payloads;
  }

  it.each(['organizationId', 'userId', 'ownerId'])('T01: nobody makes a key by naming an owner: %s', async (field) => {
    const acme = await world().organization();
    const before = await keyTable();
    const input = { name: 'Minted', allScopes: true, expiresAt: EXPIRES_AT, [field]: acme.id };
    const answer = await createApiKey(world().as(null), input);
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual(UNAUTHENTICATED);
    expect(await keyTable()).toEqual(before);
  });

  it('T01: nobody makes, changes or deletes a key without a credential', async () => {
    const { id, key } = await world().organization();
    const before = await keyTable();
    const answers = [
      await createApiKey(world().as(null), { name: 'Minted', allScopes: true, expiresAt: EXPIRES_AT }),
      await updateApiKey(world().as(null), { id: key.id, name: 'Mine' }),
      await updateApiKey(world().as(null), { id: key.id, name: 'Mine', organizationId: id }),
      await deleteApiKey(world().as(null), key.id),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    expect(answers.map(({ body }) => body)).toEqual([
      UNAUTHENTICATED,
      UNAUTHENTICATED,
      UNAUTHENTICATED,
      UNAUTHENTICATED,
    ]);
    expect(answers.map(({ headers }) => headers['www-authenticate'])).toEqual([
      'Basic realm="Latchkey", charset="UTF-8", Bearer realm="Latchkey"',
      'Basic realm="Latchkey", charset="UTF-8", Bearer realm="Latchkey"',
      'Basic realm="Latchkey", charset="UTF-8", Bearer realm="Latchkey"',
      'Basic realm="Latchkey", charset="UTF-8", Bearer realm="Latchkey"',
    ]);
    expect(await keyTable()).toEqual(before);
  });

  const SERVER_ONLY: [field: string, value: unknown][] = [
    ['id', '0123456789abcdef0123456789abcdef'],
    ['user', 'lko_0000000000000000'],
    ['pass', 'lks_0000000000000000000000000000000000000000000000000'],
    ['passDigest', '0'.repeat(64)],
    ['passHash', '0'.repeat(64)],
    ['pepperVersion', '00000000'],
    ['createdAt', EXPIRES_AT],
    ['createdBy', 'Somebody else'],
    ['lastUsedAt', EXPIRES_AT],
    ['disabledAt', null],
    ['deletedAt', null],
    ['role', 'ADMIN'],
    ['organizationId', '0123456789abcdef0123456789abcdef'],
  ];

  it.each(SERVER_ONLY)('T02: the server alone sets %s of a new key', async (field, value) => {
    const acme = await organizationInUse();
    const before = await keyTable();
    const input = `{"name":"Minted","scopes":["${READ}"],"expiresAt":"${EXPIRES_AT}","${field}":${JSON.stringify(value)}}`;
    const answer = await createApiKey(world().as(acme.key), JSON.parse(input));
    expect([answer.status, answer.body.errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    expect(await keyTable()).toEqual(before);
  });

  it.each([
    ...SERVER_ONLY.filter(([field]) => field !== 'id'),
    ['processId', null],
    ['allScopes', true],
  ] as typeof SERVER_ONLY)('T02: the server alone sets %s of a key that is changed', async (field, value) => {
    const acme = await organizationInUse();
    const before = await keyTable();
    const input = `{"id":"${acme.key.id}","name":"Changed","${field}":${JSON.stringify(value)}}`;
    const answer = await updateApiKey(world().as(acme.key), JSON.parse(input));
    expect([answer.status, answer.body.errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    expect(await keyTable()).toEqual(before);
  });

  it.each([
    ['CreateApiKeyInput', ['allScopes', 'expiresAt', 'name', 'note', 'processId', 'requestId', 'scopes']],
    ['UpdateApiKeyInput', ['expiresAt', 'id', 'name', 'note', 'scopes', 'version']],
    ['DisableApiKeyInput', ['cascade', 'id', 'note', 'reason', 'version']],
    ['EnableApiKeyInput', ['id', 'replaceSecret', 'version']],
    ['DeleteApiKeyInput', ['cascade', 'id', 'note', 'reason', 'version']],
    ['RestoreApiKeyInput', ['id', 'version']],
  ])('T02: %s has these fields and no others: %j', async (type, names) => {
    const { body } = await world().as(null).run(`{ __type(name: "${type}") { inputFields { name } } }`);
    expect(body.data.__type.inputFields.map(({ name }: { name: string }) => name)).toEqual(names);
  });

  it('T03: no pair of scopes lets a key mint a third', async () => {
    const acme = await world().organization();
    const names = SHIPPED_SCOPES.map(({ name }) => name);
    for (const held of names) {
      const minter = await world().key(acme, { scopes: [...new Set([MANAGE, held])] });
      const targets = names.filter((name) => name !== held && name !== MANAGE);
      const payloads = await mintEach(minter, targets);
      expect(payloads).toHaveLength(targets.length);
      for (const payload of payloads) {
        const path = ['input', 'scopes', '0'];
        expect(payload).toEqual({ apiKey: null, userErrors: [{ code: 'SCOPE_NOT_GRANTABLE', path }] });
      }
    }
    expect(await world().rows(`SELECT "scopes" FROM "api_key" WHERE "name" = 'Minted'`)).toEqual([]);
  });

  it('T03: no pair of scopes lets the manager of process keys mint a third', async () => {
    const acme = await world().organization();
    const { id: processId } = await world().process(acme);
    const ofProcesses = SHIPPED_SCOPES.filter(({ grantableTo }) => grantableTo.includes('PROCESS'));
    const names = ofProcesses.map(({ name }) => name);
    for (const held of names) {
      const minter = await world().key(acme, { scopes: [...new Set([MANAGE_OF_PROCESSES, held])] });
      const targets = names.filter((name) => name !== held && name !== MANAGE_OF_PROCESSES);
      const payloads = await mintEach(minter, targets, processId);
      expect(payloads).toHaveLength(targets.length);
      for (const payload of payloads) {
        const path = ['input', 'scopes', '0'];
        expect(payload).toEqual({ apiKey: null, userErrors: [{ code: 'SCOPE_NOT_GRANTABLE', path }] });
      }
    }
    expect(await world().rows(`SELECT "scopes" FROM "api_key" WHERE "name" = 'Minted'`)).toEqual([]);
  });

  it('T03: "all" of a narrow key is no more than the key has', async () => {
    const acme = await world().organization();
    const narrow = await world().key(acme, { scopes: [READ, MANAGE] });
    const { body } = await createApiKey(world().as(narrow), { name: 'All', allScopes: true, expiresAt: EXPIRES_AT });
    expect(body.data.createApiKey.apiKey.scopes).toEqual([READ, MANAGE]);
    expect(body.data.createApiKey.userErrors).toEqual([]);
  });

  it('T03: the manager of process keys makes no key of the organization', async () => {
    const acme = await world().organization();
    const minter = await world().key(acme, { scopes: [MANAGE_OF_PROCESSES] });
    const input = { name: 'Minted', scopes: [MANAGE_OF_PROCESSES], expiresAt: EXPIRES_AT };
    const answer = await createApiKey(world().as(minter), input);
    expect(answer.body).toEqual(createRefused('SCOPE_NOT_GRANTABLE', 'input'));
  });

  it('T03: a process key makes no key outside its process', async () => {
    const acme = await world().organization();
    const [own, other] = [await world().process(acme, 'Own'), await world().process(acme, 'Other')];
    const minter = await world().key(acme, { processId: own.id, scopes: [MANAGE_OF_PROCESSES, READ] });
    const input = { name: 'Minted', scopes: [READ], expiresAt: EXPIRES_AT };
    const ofOrganization = await createApiKey(world().as(minter), input);
    expect(ofOrganization.body).toEqual(createRefused('SCOPE_NOT_GRANTABLE', 'input'));
    const ofOther = await createApiKey(world().as(minter), { ...input, processId: other.id });
    expect(ofOther.body).toEqual(createRefused('NOT_FOUND', 'input', 'processId'));
    expect(await world().rows(`SELECT "id" FROM "api_key" WHERE "name" = 'Minted'`)).toEqual([]);
  });
});
