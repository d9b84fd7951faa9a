import { graphqlPath } from '../support/graphqlPath';
import { basic, sharedWorld, type TestKey } from '../support/world';

/** A word that is in no schema and in no message of ours. */
const WORD = /zanzibar/i;

/** Documents that break a rule of graphql-js whose message quotes the document, by the rule. */
const BROKEN: readonly [rule: string, document: string][] = [
  ['Syntax: unexpected name', 'zanzibar { viewer { name } }'],
  ['Syntax: unexpected text', '{ "zanzibar" }'],
  ['Syntax: unterminated text', '{ process(id: "zanzibar'],
  ['Syntax: unterminated block', '{ process(id: """zanzibar'],
  ['Syntax: bad escape', '{ process(id: "zanzibar\\q") { id } }'],
  ['Syntax: bad number', '{ processes(first: 1zanzibar) { totalCount } }'],
  ['Syntax: bad character', '{ zanzibar\u0007 }'],
  ['ExecutableDefinitions', '{ viewer { name } } type Zanzibar { a: Int }'],
  ['ExecutableDefinitions: extension', 'extend type Zanzibar { a: Int }'],
  ['ExecutableDefinitions: directive', 'directive @zanzibar on FIELD'],
  ['FieldsOnCorrectType', '{ zanzibar }'],
  ['FieldsOnCorrectType: nested', '{ viewer { organization { zanzibar } } }'],
  ['FieldsOnCorrectType: introspection', '{ __schema { zanzibar } }'],
  ['FragmentsOnCompositeTypes', 'fragment Zanzibar on ID { x } { viewer { ...Zanzibar } }'],
  ['FragmentsOnCompositeTypes: input', '{ viewer { ... on ApiKeyFilter { zanzibar } } }'],
  ['KnownArgumentNames', '{ viewer { name(zanzibar: 1) } }'],
  ['KnownArgumentNames: directive', '{ viewer { name @skip(zanzibar: true) } }'],
  ['KnownDirectives', '{ viewer @zanzibar { name } }'],
  ['KnownDirectives: of a query', 'query @zanzibar { viewer { name } }'],
  ['KnownFragmentNames', '{ ...Zanzibar }'],
  ['KnownTypeNames: fragment', '{ viewer { ... on Zanzibar { name } } }'],
  ['KnownTypeNames: variable', 'query ($id: Zanzibar) { process(id: $id) { id } }'],
  ['LoneAnonymousOperation', '{ viewer { name } } query Zanzibar { viewer { name } }'],
  ['NoFragmentCycles', '{ viewer { ...Zanzibar } } fragment Zanzibar on Viewer { ...Zanzibar }'],
  [
    'NoFragmentCycles: via',
    '{ viewer { ...Zanzibar } } fragment Zanzibar on Viewer { ...Zanzibar2 } fragment Zanzibar2 on Viewer { ...Zanzibar }',
  ],
  ['NoUndefinedVariables', '{ process(id: $zanzibar) { id } }'],
  ['NoUndefinedVariables: in an operation', 'query Zanzibar { process(id: $zanzibar) { id } }'],
  ['NoUnusedFragments', '{ viewer { name } } fragment Zanzibar on Viewer { name }'],
  ['NoUnusedVariables', 'query ($zanzibar: ID) { viewer { name } }'],
  ['NoUnusedVariables: in an operation', 'query Zanzibar($zanzibar: ID) { viewer { name } }'],
  ['OverlappingFields: different fields', '{ viewer { zanzibar: name zanzibar: kind } }'],
  ['OverlappingFields: nested', '{ zanzibar: viewer { zanzibar: name } zanzibar: viewer { zanzibar: kind } }'],
  ['OverlappingFields: arguments', '{ zanzibar: process(id: "1") { id } zanzibar: process(id: "zanzibar") { id } }'],
  ['OverlappingFields: types', '{ viewer { zanzibar: name } viewer { zanzibar: scopes } }'],
  ['PossibleFragmentSpreads', '{ viewer { ...Zanzibar } } fragment Zanzibar on Organization { name }'],
  ['ProvidedRequiredArguments', '{ zanzibar: process { id } }'],
  ['ScalarLeafs: missing', '{ zanzibar: viewer }'],
  ['ScalarLeafs: surplus', '{ viewer { zanzibar: name { zanzibar } } }'],
  ['UniqueArgumentNames', '{ process(id: "1", id: "zanzibar") { id } }'],
  ['UniqueDirectives', '{ viewer { zanzibar: name @skip(if: true) @skip(if: false) } }'],
  [
    'UniqueFragmentNames',
    '{ viewer { ...Zanzibar } } fragment Zanzibar on Viewer { name } fragment Zanzibar on Viewer { kind }',
  ],
  ['UniqueInputFieldNames', 'mutation { createProcess(input: { name: "a", name: "zanzibar" }) { process { id } } }'],
  ['UniqueOperationNames', 'query Zanzibar { viewer { name } } query Zanzibar { viewer { name } }'],
  ['UniqueVariableNames', 'query ($zanzibar: ID!, $zanzibar: ID!) { process(id: $zanzibar) { id } }'],
  ['ValuesOfCorrectType: ID', '{ process(id: { zanzibar: 1 }) { id } }'],
  ['ValuesOfCorrectType: Int', '{ processes(first: "zanzibar") { totalCount } }'],
  ['ValuesOfCorrectType: Boolean', '{ viewer { name @skip(if: "zanzibar") } }'],
  ['ValuesOfCorrectType: String', 'mutation { createProcess(input: { name: ZANZIBAR }) { process { id } } }'],
  ['ValuesOfCorrectType: enum', '{ apiKeys(orderBy: ZANZIBAR) { totalCount } }'],
  ['ValuesOfCorrectType: enum as text', '{ apiKeys(orderBy: "zanzibar") { totalCount } }'],
  [
    'ValuesOfCorrectType: input key',
    'mutation { createProcess(input: { name: "a", zanzibar: 1 }) { process { id } } }',
  ],
  ['ValuesOfCorrectType: input', 'mutation { createProcess(input: "zanzibar") { process { id } } }'],
  [
    'ValuesOfCorrectType: missing key',
    'mutation { createProcess(input: { type: CUSTOM }) { zanzibar: process { id } } }',
  ],
  [
    'ValuesOfCorrectType: date',
    'mutation { createApiKey(input: { name: "a", allScopes: true, expiresAt: "zanzibar" }) { apiKey { id } } }',
  ],
  [
    'ValuesOfCorrectType: scope',
    'mutation { createApiKey(input: { name: "a", scopes: [{ zanzibar: 1 }], expiresAt: "2026-12-01T00:00:00Z" }) { apiKey { id } } }',
  ],
  [
    'ValuesOfCorrectType: default',
    'query ($zanzibar: Int = "zanzibar") { processes(first: $zanzibar) { totalCount } }',
  ],
  ['VariablesAreInputTypes', 'query ($zanzibar: Viewer) { viewer { name } }'],
  ['VariablesInAllowedPosition', 'query ($zanzibar: Int) { process(id: $zanzibar) { id } }'],
  ['the limit of aliases', `{ viewer { ${'zanzibar: name '.repeat(16)} } }`],
  ['a cursor', '{ processes(after: "zanzibar") { totalCount } }'],
  ['a representation', '{ _entities(representations: [{ __typename: "Zanzibar", id: "zanzibar" }]) { __typename } }'],
  ['a subscription', 'subscription Zanzibar { zanzibar }'],
];

/** Variables that do not fit. */
const WRONG_VARIABLES: readonly [what: string, document: string, variables: unknown][] = [
  ['an id', 'query ($id: ID!) { process(id: $id) { id } }', { id: { zanzibar: 'zanzibar' } }],
  ['a number', 'query ($zanzibar: Int) { processes(first: $zanzibar) { totalCount } }', { zanzibar: 'zanzibar' }],
  ['an enum', 'query ($order: ApiKeyOrder) { apiKeys(orderBy: $order) { totalCount } }', { order: 'ZANZIBAR' }],
  [
    'a list',
    'query ($f: ApiKeyFilter) { apiKeys(filter: $f) { totalCount } }',
    { f: { status: ['ACTIVE', 'ZANZIBAR'] } },
  ],
  [
    'an unknown key',
    'query ($f: ApiKeyFilter) { apiKeys(filter: $f) { totalCount } }',
    { f: { zanzibar: 'zanzibar' } },
  ],
  ['a date', 'query ($f: ApiKeyFilter) { apiKeys(filter: $f) { totalCount } }', { f: { expiresBefore: 'zanzibar' } }],
  ['a null', 'query ($zanzibar: ID = "zanzibar") { process(id: $zanzibar) { id } }', { zanzibar: null }],
  ['a missing one', 'query Zanzibar($zanzibar: ID!) { process(id: $zanzibar) { id } }', {}],
  ['a representation', 'query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }', { r: ['zanzibar'] }],
  ['no object', '{ viewer { name } }', 'zanzibar'],
  ['a list of them', '{ viewer { name } }', ['zanzibar']],
];

describe('what an error repeats', () => {
  const world = sharedWorld('sqlite', { LOG_LEVEL: 'trace' });
  let key: TestKey;
  beforeAll(async () => {
    key = (await world().organization()).key;
  });

  async function expectSilence(body: object): Promise<void> {
    const answer = await world().graphql(body, { authorization: basic(key.value) });
    expect(answer.status).toBe(400);
    expect(answer.body.data).toBeUndefined();
    expect(answer.body.errors.length).toBeGreaterThan(0);
    expect(JSON.stringify(answer)).not.toMatch(WORD);
    expect(world().logLines.join('')).not.toMatch(WORD);
  }

  it.each(BROKEN)('nothing of the document: %s', (_rule, query) => expectSilence({ query }));

  it.each(WRONG_VARIABLES)('nothing of the variables: %s', (_what, query, variables) =>
    expectSilence({ query, variables }),
  );

  it.each([
    ['one that is not there', { query: 'query A { viewer { name } }', operationName: 'Zanzibar' }],
    ['one of several', { query: 'query A { viewer { name } } query B { viewer { kind } }', operationName: 'Zanzibar' }],
    ['one that is no text', { query: '{ viewer { name } }', operationName: { zanzibar: 1 } }],
  ])('nothing of the name of an operation: %s', (_what, body) => expectSilence(body));

  it.each([
    ['a query that is no text', { query: { zanzibar: 1 } }],
    ['no query', { zanzibar: 'zanzibar' }],
    ['extensions that are none', { query: '{ viewer { name } }', extensions: 'zanzibar' }],
  ])('nothing of the body: %s', (_what, body) => expectSilence(body));

  it.each([
    ['a document', graphqlPath('{ zanzibar }')],
    ['variables', graphqlPath('{ viewer { name } }', { variables: 'zanzibar' })],
    ['extensions', graphqlPath('{ viewer { name } }', { extensions: 'zanzibar' })],
    ['an operation name', graphqlPath('{ viewer { name } }', { operationName: 'Zanzibar' })],
  ])('nothing of the address: %s', async (_what, path) => {
    const headers = { 'apollo-require-preflight': '1', authorization: basic(key.value) };
    const answer = await world().request({ path, headers });
    expect(answer.status).toBe(400);
    expect(answer.text).not.toMatch(WORD);
    expect(world().logLines.join('')).not.toMatch(WORD);
  });

  it('the rule, the place and the names of the schema', async () => {
    const answer = await world().as(key).run('{ viewer { name }\n  processes(frist: 1, last: "x") { totalCount } }');
    expect(answer.body).toEqual({
      errors: [
        {
          message: 'Unknown argument "…" on field "Query.processes".',
          locations: [{ line: 2, column: 13 }],
          extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
        },
        {
          message: 'Int cannot represent non-integer value.',
          locations: [{ line: 2, column: 29 }],
          extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
        },
      ],
    });
  });

  it('the place, and the type that a variable should have', async () => {
    const create = 'mutation ($input: CreateProcessInput!) { createProcess(input: $input) { process { id } } }';
    const answer = await world()
      .as(key)
      .run(create, { input: { name: 'A', type: 'ZANZIBAR' } });
    expect(answer.body).toEqual({
      errors: [
        {
          message: 'The variable does not fit: expected ProcessType: What a process works on.',
          locations: [{ line: 1, column: 11 }],
          extensions: { code: 'BAD_USER_INPUT', path: ['input', 'type'] },
        },
      ],
    });
  });
});
