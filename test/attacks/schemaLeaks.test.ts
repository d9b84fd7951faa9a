import { graphqlPath } from '../support/graphqlPath';
import { sharedWorld, type TestKey, type World } from '../support/world';

/** Every way to ask for introspection. */
const INTROSPECTIONS: readonly [way: string, document: string][] = [
  ['__schema', '{ __schema { queryType { name } } }'],
  ['__type', '{ __type(name: "Query") { name } }'],
  ['an alias', '{ viewer: __schema { queryType { name } } }'],
  ['an inline fragment', '{ ... on Query { __schema { queryType { name } } } }'],
  ['an inline fragment without a type', '{ ... { __type(name: "Query") { name } } }'],
  ['a named fragment', '{ ...A } fragment A on Query { ...B } fragment B on Query { __schema { queryType { name } } }'],
  ['a field beside it', '{ viewer { name } __schema { queryType { name } } }'],
  ['a directive that leaves it out', '{ __typename __schema @skip(if: true) { queryType { name } } }'],
  ['_service', '{ _service { sdl } }'],
  ['_service under an alias', '{ ...A } fragment A on Query { name: _service { text: sdl } }'],
];
const TWO_OPERATIONS = 'query Plain { viewer { kind } } query Telling { __schema { queryType { name } } }';

/** Documents with a misspelt word, each of which graphql-js would answer with a guess. */
const MISSPELT: readonly [what: string, document: string][] = [
  ['field', '{ viewr { name } }'],
  ['field of a type', '{ viewer { nam } }'],
  ['argument', '{ process(idd: "1") { id } }'],
  ['argument of a directive', '{ viewer { name @skip(iff: true) } }'],
  ['type of a fragment', '{ viewer { ... on Viewr { name } } }'],
  ['type of a variable', 'query ($id: IDD!) { process(id: $id) { id } }'],
  ['enum value', '{ apiKeys(orderBy: NAME_ASK) { totalCount } }'],
  ['input key', 'mutation { createProcess(input: { nam: "P", name: "P" }) { process { id } } }'],
  ['field of the other root', '{ createProces { process { id } } }'],
  ['entity', '{ _entity(representations: []) { __typename } }'],
];

const refusedTo = (world: World, key: TestKey | null) => async (document: string) => {
  const answer = await world.as(key).run(document);
  return [answer.status, answer.body.data, answer.body.errors[0].extensions.code];
};

describe('introspection where callers may introspect', () => {
  const world = sharedWorld('sqlite', { NODE_ENV: 'production', REQUIRE_TLS: 'off' });

  it.each(INTROSPECTIONS)('T65: without a credential it is refused: %s', async (_way, document) => {
    const refused = await refusedTo(world(), null)(document);
    expect(refused).toEqual([401, undefined, 'UNAUTHENTICATED']);
  });

  it('T65: without a credential it is refused by GET', async () => {
    const answer = await world().request({
      path: graphqlPath('{ __schema { queryType { name } } }'),
      headers: { 'apollo-require-preflight': '1' },
    });
    expect(answer.status).toBe(401);
  });

  it('T65: without a credential it is refused in a second operation', async () => {
    const answer = await world().graphql({ query: TWO_OPERATIONS, operationName: 'Telling' });
    expect([answer.status, answer.body.data]).toEqual([401, undefined]);
  });

  it('T65: a valid caller is told', async () => {
    const { key } = await world().organization();
    const answer = await world().as(key).run('{ __schema { queryType { name } } }');
    expect(answer.body).toEqual({ data: { __schema: { queryType: { name: 'Query' } } } });
  });

  it('T65: __typename is told to anybody', async () => {
    const answer = await world().as(null).run('{ __typename }');
    expect([answer.status, answer.body]).toEqual([200, { data: { __typename: 'Query' } }]);
  });

  it('T65: even where it is allowed it cannot go round in circles', async () => {
    const { key } = await world().organization();
    const answer = await world()
      .as(key)
      .run('{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }');
    expect([answer.status, answer.body.data]).toEqual([400, undefined]);
  });
});

describe('introspection that is switched off', () => {
  const world = sharedWorld('sqlite', { INTROSPECTION: 'off' });

  it.each(INTROSPECTIONS)('T65: a caller with every scope is refused: %s', async (_way, document) => {
    const { key } = await world().organization();
    const refused = await refusedTo(world(), key)(document);
    expect(refused).toEqual([400, undefined, 'GRAPHQL_VALIDATION_FAILED']);
  });

  it('T65: a caller with every scope is refused by GET', async () => {
    const { key } = await world().organization();
    const answer = await world().request({
      path: graphqlPath('{ __schema { queryType { name } } }'),
      headers: { 'apollo-require-preflight': '1', authorization: `Bearer ${key.value}` },
    });
    expect(answer.status).toBe(400);
  });

  it('T65: a second operation is refused, and does not spoil the first', async () => {
    const { key } = await world().organization();
    const authorization = `Bearer ${key.value}`;
    const telling = await world().graphql({ query: TWO_OPERATIONS, operationName: 'Telling' }, { authorization });
    expect([telling.status, telling.body.data]).toEqual([400, undefined]);
    const plain = await world().graphql({ query: TWO_OPERATIONS, operationName: 'Plain' }, { authorization });
    expect(plain.body).toEqual({ data: { viewer: { kind: 'API_KEY' } } });
  });

  it.each(MISSPELT)('T66: a misspelt %s is answered without a guess', async (_what, document) => {
    const { key } = await world().organization();
    const answer = await world().as(key).run(document);
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).not.toMatch(/did you mean|NAME_ASC|"createProcess"|_entities/i);
  });

  it('T66: a misspelt key in a variable is answered without a guess', async () => {
    const { key } = await world().organization();
    const create = 'mutation ($input: CreateProcessInput!) { createProcess(input: $input) { process { id } } }';
    const misspelt = await world()
      .as(key)
      .run(create, { input: { nam: 'P', name: 'P' } });
    expect(misspelt.status).toBe(400);
    const wrongEnum = await world()
      .as(key)
      .run(create, { input: { name: 'P', type: 'CUSTON' } });
    expect(wrongEnum.status).toBe(400);
    expect(JSON.stringify([misspelt.body, wrongEnum.body])).not.toMatch(/did you mean|CUSTOM|INVOICES/i);
  });
});
