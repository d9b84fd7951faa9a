import { isDeepStrictEqual } from 'node:util';
import { BenchError } from './BenchError';
import { ask } from './exchange';
import { graphql } from './Latchkey';
import type { Questions } from './questions';

const KEY_FIELDS =
  'id name user organization { id name } process { id name } scopes status expiresAt createdAt createdBy lastUsedAt';

/** A page of 100 keys with all their fields. The key that asks, whose last use moves on, is not among them. */
export const keysPage: Questions = async ({ server, database }) => {
  const { bench, pageKeys } = database.plan;
  const query = `query ($filter: ApiKeyFilter) { apiKeys(first: 100, filter: $filter) { edges { cursor node { ${KEY_FIELDS} } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
  const process = bench.processes[0];
  const question = graphql(server.url, bench.key, { query, variables: { filter: { processId: process?.id } } });
  const { body } = await ask(question);
  const found = JSON.parse(body)?.data?.apiKeys?.edges?.map((edge: { node: object }) => edge.node);
  const nodes = pageKeys.map((key) => ({
    id: key.id,
    name: key.name,
    user: key.user,
    organization: { id: bench.id, name: 'Bench' },
    process: { ...process },
    scopes: key.scopes.trim().split(' '),
    status: 'ACTIVE',
    expiresAt: new Date(key.expiresAt).toISOString(),
    createdAt: new Date(key.createdAt).toISOString(),
    createdBy: key.createdBy,
    lastUsedAt: new Date(key.lastUsedAt ?? Number.NaN).toISOString(),
  }));
  if (!isDeepStrictEqual(found, nodes)) throw new BenchError(`Our page of keys is not what was stored: ${body}`);
  return [{ ...question, expected: { body } }];
};

/** What the reference needs to answer it. */
export const KEYS_PAGE_TYPES = `
  type Query { apiKeys(first: Int, filter: ApiKeyFilter): ApiKeyConnection }
  input ApiKeyFilter { processId: ID }
  type ApiKeyConnection { edges: [ApiKeyEdge!]! pageInfo: PageInfo! }
  type ApiKeyEdge { cursor: String! node: ApiKey! }
  type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
  type Organization { id: ID! name: String! }
  type Process { id: ID! name: String }
  enum ApiKeyStatus { ACTIVE EXPIRED DISABLED DELETED }
  type ApiKey {
    id: ID! name: String! user: String! organization: Organization! process: Process scopes: [String!]!
    status: ApiKeyStatus! expiresAt: String! createdAt: String! createdBy: String lastUsedAt: String
  }
`;

/** 100 processes, as a gateway asks for them. */
export const entities: Questions = ({ server, database }) => {
  const { key, processes } = database.plan.listing;
  const query =
    'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Process { id name status } } }';
  const representations = processes.map(({ id }) => ({ __typename: 'Process', id }));
  const answered = { _entities: processes.map(({ id, name }) => ({ id, name, status: 'READY' })) };
  const question = graphql(server.url, key, { query, variables: { representations } });
  return [{ ...question, expected: { body: `${JSON.stringify({ data: answered })}\n` } }];
};

/** What the reference needs to answer it. */
export const ENTITIES_TYPES = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { nothing: String }
  type Process @key(fields: "id") { id: ID! name: String status: ProcessStatus }
  enum ProcessStatus { READY }
`;

/** What the reference needs to answer the README's query. */
export const FIRST_QUERY_TYPES = `
  type Query { organization: Organization! }
  type Organization { name: String! processes(first: Int): ProcessConnection }
  type ProcessConnection { edges: [ProcessEdge!]! }
  type ProcessEdge { node: Process! }
  type Process { id: ID! name: String status: ProcessStatus }
  enum ProcessStatus { READY }
`;
