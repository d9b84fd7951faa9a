import { readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import { buildSubgraphSchema } from '@apollo/subgraph';
import fastifyApollo from '@as-integrations/fastify';
import fastify from 'fastify';
import { parse } from 'graphql';
import type { BareGraph } from './bareServers';

/** Units: bytes of a request body, as our server takes them. */
const BODY_LIMIT_BYTES = 64 * 1024;

async function main(graphFile: string): Promise<void> {
  const graph: BareGraph = JSON.parse(readFileSync(graphFile, 'utf8'));
  const apollo = graph.entities === null ? standalone(graph) : subgraph(graph.typeDefs, graph.entities);
  await apollo.start();
  const server = fastify({ bodyLimit: BODY_LIMIT_BYTES });
  await server.register(fastifyApollo(apollo));
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  process.stdout.write(`${JSON.stringify({ url })}\n`);
}

function standalone({ typeDefs, root }: BareGraph): ApolloServer {
  const roots = Object.entries(root).map(([field, value]) => [field, () => value]);
  return new ApolloServer({ typeDefs, resolvers: { Query: Object.fromEntries(roots) } });
}

function subgraph(typeDefs: string, entities: NonNullable<BareGraph['entities']>): ApolloServer {
  const resolvers = Object.entries(entities).map(([typeName, byId]) => {
    return [typeName, { __resolveReference: ({ id }: { id: string }) => byId[id] ?? null }];
  });
  const schema = buildSubgraphSchema([{ typeDefs: parse(typeDefs), resolvers: Object.fromEntries(resolvers) }]);
  return new ApolloServer({ schema });
}

// Before Apollo's own listener, which lets the signal kill the process: then no CPU profile would be written.
process.once('SIGTERM', () => process.exit(0));
main(process.argv[2] ?? '').catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
