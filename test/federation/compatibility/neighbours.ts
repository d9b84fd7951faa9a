import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';

/** Where the compatibility tests are installed. */
export const PACKAGE = path.dirname(require.resolve('@apollo/federation-subgraph-compatibility-tests/package.json'));

const USERS = [
  {
    email: 'support@apollographql.com',
    name: 'Apollo Studio Support',
    totalProductsCreated: 10,
    yearsOfEmployment: 10,
  },
];

const INVENTORY = [{ id: 'apollo-oss', products: [{ id: 'apollo-federation' }] }];

/** The rows and resolvers of the package's own servers, which listen on fixed ports. */
const RESOLVERS = {
  users: {
    User: { __resolveReference: ({ email }: { email: string }) => USERS.find((user) => user.email === email) },
  },
  inventory: {
    Query: {
      inventory: (_root: unknown, { id }: { id: string }) => INVENTORY.find((inventory) => inventory.id === id),
    },
    Inventory: { __resolveType: () => 'OpenSourceInventory' },
  },
};

/** Starts one of the two other subgraphs of the compatibility tests, from the package's own schema. */
export async function startNeighbour(
  name: 'users' | 'inventory',
): Promise<{ url: string; close: () => Promise<void> }> {
  const sdl = readFileSync(path.join(PACKAGE, 'dist/subgraphs', name, `${name}.graphql`), 'utf8');
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: RESOLVERS[name] as never }]);
  const server = new ApolloServer({ schema, plugins: [ApolloServerPluginInlineTraceDisabled()] });
  const { url } = await startStandaloneServer(server, { listen: { port: 0, host: '127.0.0.1' } });
  return { url, close: () => server.stop() };
}
