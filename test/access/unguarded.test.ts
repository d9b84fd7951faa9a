import fc from 'fast-check';
import { execute, GraphQLError, type GraphQLSchema, getOperationAST, parse } from 'graphql';
import type { Caller } from '../../src/access/Caller';
import { documentNeed } from '../../src/access/documentNeed';
import { isSatisfied } from '../../src/access/Need';
import { policy } from '../../src/access/policy';
import { SCOPE, SHIPPED_SCOPES } from '../../src/access/SHIPPED_SCOPES';
import { buildSchema } from '../../src/graphql/buildSchema';
import { SCHEMA_CLASSES } from '../../src/running/modules';

/** Resolves whatever is asked for, so that only guards can say no. */
const anything: object = new Proxy(
  {},
  {
    get: (_target, name) => {
      if (typeof name === 'symbol' || name === 'then') return undefined;
      if (name === 'edges') return [anything];
      if (['scopes', 'path'].includes(name)) return [];
      return { kind: 'API_KEY', status: null, type: null, createdAt: 0, expiresAt: 0, lastUsedAt: 0 }[name] ?? anything;
    },
  },
);

const SELECTIONS = [
  'organization { name }',
  'organization { processes { edges { node { id } } } }',
  'organization { processes { edges { node { name } } } }',
  'organization { apiKeys { edges { node { id } } } }',
  'organization { members { edges { node { id } } } }',
  'organization { members { edges { node { email } } } }',
  'process(id: "1") { id }',
  'process(id: "1") { apiKeys { edges { node { name process { name } } } } }',
  'apiKey(id: "1") { organization { members { totalCount } } }',
  'apiKeys @skip(if: true) { totalCount }',
  'viewer { process { name } }',
  '... on Query { processes @include(if: false) { totalCount } }',
];

const document = fc
  .uniqueArray(fc.constantFrom(...SELECTIONS), { minLength: 1, maxLength: 4 })
  .map((parts) => `{ ${parts.map((part, index) => part.replace(/^(\w+)/, `a${index}: $1`)).join(' ')} }`);
const scopes = fc.subarray(Object.values(SCOPE)).map((names) => new Set<string>(names));

describe('an operation that is executed without guards', () => {
  let guarded: GraphQLSchema;
  beforeAll(async () => {
    const container = { get: () => new Proxy({}, { get: () => () => anything }) };
    ({ schema: guarded } = await buildSchema({
      policy,
      container,
      classes: SCHEMA_CLASSES,
      loaders: {},
      hasAuthDirectives: true,
    }));
  });

  it('has no field that a guard would refuse', async () => {
    await fc.assert(
      fc.asyncProperty(document, scopes, async (text, held) => {
        const parsed = parse(text);
        const operation = getOperationAST(parsed);
        if (!operation) throw new GraphQLError('no operation');
        const need = documentNeed(guarded, policy, parsed, operation);
        const caller = { scopes: held } as unknown as Caller; // All that a guard looks at.
        const result = await execute({ schema: guarded, document: parsed, contextValue: { caller } });
        const isRefused = (result.errors ?? []).some(({ extensions }) => extensions.code === 'FORBIDDEN');
        expect(isSatisfied(need, held) && isRefused).toBe(false);
        // Without @skip and @include the two agree in full.
        if (!text.includes('@')) expect(isRefused).toBe(!isSatisfied(need, held));
      }),
      { numRuns: 300 },
    );
  });

  it('is one that the catalogue can let through', () => {
    expect(SHIPPED_SCOPES.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.values(SCOPE)));
  });
});
