import 'reflect-metadata';
import { type GraphQLSchema, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { policy } from '../../src/access/policy';
import { buildSchema } from '../../src/graphql/buildSchema';
import { costOf } from '../../src/graphql/costOf';
import { SCHEMA_CLASSES } from '../../src/running/modules';

describe('the cost of a document', () => {
  let schema: GraphQLSchema;
  beforeAll(async () => {
    const built = await buildSchema({
      policy,
      classes: SCHEMA_CLASSES,
      container: { get: () => ({}) },
      loaders: {},
      hasAuthDirectives: false,
    });
    schema = built.schema;
  });

  function cost(source: string, variables: Record<string, unknown> = {}): number {
    const document = parse(source);
    const isOperation = (node: { kind: string }): node is OperationDefinitionNode =>
      node.kind === Kind.OPERATION_DEFINITION;
    const operation = document.definitions.find(isOperation);
    return operation ? costOf(schema, document, operation, variables) : Number.NaN;
  }

  it.each([
    ['a field is a point', '{ viewer { name } }', 2],
    [
      'a list is four, and what it holds counts as often as a page is long',
      '{ processes { edges { node { id } } } }',
      79,
    ],
    ['a page may be asked for shorter', '{ processes(first: 2) { edges { node { id } } } }', 10],
    ['or from its end', '{ processes(last: 3) { edges { node { id } } } }', 13],
    ['the count of a list is four', '{ processes(first: 1) { totalCount } }', 8],
    ['a search is a hundred', '{ processes(first: 1, filter: { text: "a" }) { totalCount } }', 108],
    ['a search for a scope, too', '{ apiKeys(first: 1, filter: { scope: "a:b", text: null }) { totalCount } }', 108],
    ['other filters are twenty', '{ apiKeys(first: 1, filter: { text: null, status: [ACTIVE] }) { totalCount } }', 28],
    ['lists in lists multiply', '{ processes(first: 2) { edges { node { apiKeys(first: 3) { totalCount } } } } }', 40],
    ['a schema is two thousand', '{ __schema { queryType { name } } }', 2_002],
    ['a type is two hundred and fifty', '{ __type(name: "Query") { name } }', 251],
    [
      'the scopes that a document needs are half of what there is',
      '{ requiredScopes(document: "{ a }") { anyOf } }',
      2_501,
    ],
    ['each representation counts', '{ _entities(representations: [{}, {}, {}]) { ... on Process { id } } }', 4],
    [
      'a password is a point',
      'mutation { signIn(input: { email: "a", password: "b" }) { userErrors { message } } }',
      3,
    ],
    ['the name of a type is a point', '{ __typename viewer { __typename } }', 3],
    ['the text of the subgraph is a point', '{ _service { sdl } }', 2],
    ['a fragment counts each time', '{ a: viewer { ...F } b: viewer { ...F } } fragment F on Viewer { name }', 4],
  ])('%s', (_rule, source, points) => {
    expect(cost(source)).toBe(points);
  });

  it('goes by the values of variables', () => {
    const source = 'query ($n: Int) { processes(first: $n) { edges { node { id } } } }';
    expect([cost(source, { n: 5 }), cost(source, { n: 100 })]).toEqual([19, 304]);
    const search = 'query ($f: ApiKeyFilter) { apiKeys(filter: $f, first: 1) { totalCount } }';
    expect([{ text: 'a' }, { status: ['ACTIVE'] }, null].map((f) => cost(search, { f }))).toEqual([108, 28, 8]);
    const word = 'query ($t: String) { apiKeys(filter: { text: $t }, first: 1) { totalCount } }';
    expect([cost(word, { t: 'a' }), cost(word, { t: null })]).toEqual([108, 8]);
  });
});
