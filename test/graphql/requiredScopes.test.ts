import { sharedWorld, type TestKey } from '../support/world';

const PROCESS_READ = 'workspace.process:read';
const PROCESS_CREATE = 'workspace.process:create';
const PROCESS_UPDATE = 'workspace.process:update';
const PROCESS_DELETE = 'workspace.process:delete';
const PROCESSES_MANAGE = 'workspace.admin.process:manage';
const KEYS_MANAGE = 'workspace.admin.api_key:manage';
const PROCESS_KEYS_MANAGE = 'workspace.process.api_key:manage';
const USERS_READ = 'workspace.admin.user:read';
const ORGANIZATION_MANAGE = 'workspace.admin.organization:manage';

/** Documents, and the smallest sets of scopes that let the whole of each through. */
const DOCUMENTS: readonly [what: string, document: string, anyOf: string[][]][] = [
  ['what every caller may see', '{ viewer { name organization { name } } }', [[]]],
  ['__typename alone', '{ __typename }', [[]]],
  ['introspection', '{ __schema { queryType { name } } }', [[]]],
  ['one scope', '{ processes { totalCount } }', [[PROCESS_READ]]],
  ['one of two', '{ apiKeys { totalCount } }', [[KEYS_MANAGE], [PROCESS_KEYS_MANAGE]]],
  ['one scope twice', '{ processes { edges { node { name status } } } }', [[PROCESS_READ]]],
  ['two scopes', '{ processes { totalCount } organization { members { totalCount } } }', [[USERS_READ, PROCESS_READ]]],
  [
    'one of two, and one more',
    '{ apiKey(id: "1") { process { id name } } }',
    [
      [KEYS_MANAGE, PROCESS_READ],
      [PROCESS_KEYS_MANAGE, PROCESS_READ],
    ],
  ],
  [
    'an alternative that another field decides',
    '{ apiKeys { totalCount } organization { apiKeys { totalCount } } }',
    [[KEYS_MANAGE]],
  ],
  [
    'alternatives that share a scope',
    'mutation { createProcess(input: { name: "P" }) { userErrors { code } } deleteProcess(input: { id: "1" }) { userErrors { code } } }',
    [[PROCESSES_MANAGE], [PROCESS_CREATE, PROCESS_DELETE]],
  ],
  [
    'a mutation and what its payload shows',
    'mutation { updateProcess(input: { id: "1" }) { process { name } } }',
    [
      [PROCESSES_MANAGE, PROCESS_READ],
      [PROCESS_READ, PROCESS_UPDATE],
    ],
  ],
  [
    'alternatives of two kinds',
    'mutation { createProcess(input: { name: "P" }) { process { apiKeys { totalCount } } } }',
    [
      [KEYS_MANAGE, PROCESSES_MANAGE],
      [KEYS_MANAGE, PROCESS_CREATE],
      [PROCESSES_MANAGE, PROCESS_KEYS_MANAGE],
      [PROCESS_KEYS_MANAGE, PROCESS_CREATE],
    ],
  ],
  ['an alias', '{ viewer: processes { totalCount } }', [[PROCESS_READ]]],
  ['an inline fragment', '{ ... on Query { ... { processes { totalCount } } } }', [[PROCESS_READ]]],
  [
    'a named fragment',
    '{ ...Root } fragment Root on Query { organization { ...Members } } fragment Members on Organization { members { totalCount } }',
    [[USERS_READ]],
  ],
  ['what @skip leaves out', '{ viewer { name } processes @skip(if: true) { totalCount } }', [[PROCESS_READ]]],
  [
    'what @include leaves out',
    '{ viewer { name } ... @include(if: false) { processes { totalCount } } }',
    [[PROCESS_READ]],
  ],
  [
    'what a variable leaves out',
    'query ($b: Boolean!) { viewer { name } organization { members @include(if: $b) { totalCount } } }',
    [[USERS_READ]],
  ],
  [
    'entities of several types',
    `query ($r: [_Any!]!) { _entities(representations: $r) {
       __typename ... on Process { name } ... on Organization { id } ... on Member { email } } }`,
    [[USERS_READ, PROCESS_READ]],
  ],
  ['entities whose fields any caller may see', '{ _entities(representations: []) { ... on Process { id } } }', [[]]],
  [
    'an entity through a named fragment',
    '{ _entities(representations: []) { ...Keys } } fragment Keys on ApiKey { user }',
    [[KEYS_MANAGE], [PROCESS_KEYS_MANAGE]],
  ],
  [
    'a question about scopes',
    '{ requiredScopes(document: "{ processes { totalCount } }") { anyOf } scopes { name } }',
    [[]],
  ],
];

const SEVERAL = `
  query Read { processes { totalCount } }
  query Look { viewer { name } }
  mutation Rename { updateOrganization(input: { name: "A" }) { userErrors { code } } }`;

/** Documents that `/graphql` would not take. */
const BAD_DOCUMENTS: readonly [what: string, document: string][] = [
  ['is empty', ''],
  ['does not parse', '{ viewer { zanzibar'],
  ['has an unknown field', '{ zanzibar }'],
  ['misses an argument', '{ process { id } }'],
  ['uses a variable that it does not define', '{ process(id: $zanzibar) { id } }'],
  ['has a wrong literal', '{ processes(first: "zanzibar") { totalCount } }'],
  ['is a schema', 'type Zanzibar { id: ID }'],
  ['has fragments only', 'fragment F on Query { viewer { name } }'],
  ['has fragments that go in circles', '{ ...F } fragment F on Query { ...F }'],
  ['is a subscription', 'subscription { zanzibar }'],
  ['has too many characters', '{ viewer { name } }'.padEnd(15_001)],
  ['has too many tokens', `{ apiKeys(filter: { status: [${'ACTIVE '.repeat(985)}] }) { totalCount } }`],
  ['has too many comments', `{ viewer { name } }${'\n#'.repeat(51)}`],
  ['has too many aliases', `{ viewer { ${'abcdefghijklmnop'.split('').map((letter) => `${letter}: name`)} } }`],
  ['has too many directives', `{ viewer { ${'name @skip(if: false) '.repeat(51)} } }`],
  [
    'is too deep',
    `{ ${'processes(first: 1) { edges { node { organization { '.repeat(2)}processes(first: 1) { edges { cursor ${'}'.repeat(11)}`,
  ],
  ['costs too much', `{ ${'processes(first: 100) { edges { node { organization { '.repeat(2)}name ${'}'.repeat(9)}`],
];

describe('requiredScopes', () => {
  const world = sharedWorld('sqlite');
  let key: TestKey;
  beforeAll(async () => {
    const acme = await world().organization();
    key = await world().key(acme, { scopes: ['workspace.file:download'] });
  });

  const ask = (document: string, operationName: string | null = null) =>
    world()
      .as(key)
      .run(
        'query ($document: String!, $operationName: String) { requiredScopes(document: $document, operationName: $operationName) { anyOf } }',
        {
          document,
          operationName,
        },
      );

  it.each(DOCUMENTS)('tells the need of: %s', async (_what, document, anyOf) => {
    const answer = await ask(document);
    expect(answer.body).toEqual({ data: { requiredScopes: { anyOf } } });
  });

  it.each([
    ['Read', [[PROCESS_READ]]],
    ['Look', [[]]],
    ['Rename', [[ORGANIZATION_MANAGE]]],
  ])('of several operations counts the one that is named: %s', async (operationName, anyOf) => {
    const answer = await ask(SEVERAL, operationName);
    expect(answer.body).toEqual({ data: { requiredScopes: { anyOf } } });
  });

  it.each([null, 'Zanzibar', ''])('of several operations wants one named, and %j names none', async (operationName) => {
    const answer = await ask(SEVERAL, operationName);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      errors: [
        {
          message: 'Name one of the operations of the document.',
          extensions: { code: 'BAD_USER_INPUT', path: ['operationName'] },
        },
      ],
    });
  });

  it('refuses a name that the only operation does not have', async () => {
    const answer = await ask('{ viewer { name } }', 'Look');
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].extensions).toEqual({ code: 'BAD_USER_INPUT', path: ['operationName'] });
  });

  it.each(BAD_DOCUMENTS)('refuses a document that %s, and repeats nothing of it', async (_what, document) => {
    const answer = await ask(document);
    expect(answer.status).toBe(400);
    expect(answer.body.data).toBeUndefined();
    expect(answer.body.errors).toHaveLength(1);
    expect(answer.body.errors[0].extensions.code).toBe('BAD_USER_INPUT');
    expect(JSON.stringify(answer.body)).not.toMatch(/zanzibar/i);
  });

  it('says what a caller lacks before anything is refused, and what it says is enough', async () => {
    const acme = await world().organization();
    await world().process(acme);
    const document = '{ processes { totalCount } }';
    const [[scope = '']] = (await ask(document)).body.data.requiredScopes.anyOf;
    const enough = await world().key(acme, { scopes: [scope] });
    const answer = await world().as(enough).run(document);
    expect(answer.body).toEqual({ data: { processes: { totalCount: 1 } } });
  });

  it('executes nothing of the document', async () => {
    const acme = await world().organization();
    const document = 'mutation { updateOrganization(input: { name: "Changed" }) { organization { name } } }';
    const answer = await world()
      .as(acme.key)
      .run('query ($document: String!) { requiredScopes(document: $document) { anyOf } organization { name } }', {
        document,
      });
    expect(answer.body.data).toEqual({
      requiredScopes: { anyOf: [[ORGANIZATION_MANAGE]] },
      organization: { name: 'Acme' },
    });
    const after = await world().as(acme.key).run('{ organization { name } }');
    expect(after.body.data).toEqual({ organization: { name: 'Acme' } });
  });

  it('is asked once in a document: it validates as much as the document that asks', async () => {
    const twice =
      '{ a: requiredScopes(document: "{ viewer { name } }") { anyOf } b: requiredScopes(document: "{ __typename }") { anyOf } }';
    const answer = await world().as(key).run(twice);
    expect([answer.status, answer.body.data]).toEqual([400, undefined]);
  });

  it('is for callers only', async () => {
    const answer = await world().as(null).run('{ requiredScopes(document: "{ viewer { name } }") { anyOf } }');
    expect([answer.status, answer.body.data]).toEqual([401, undefined]);
  });
});
