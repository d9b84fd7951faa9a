import { readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import fastifyApollo from '@as-integrations/fastify';
import fastify from 'fastify';
import type { BareGraph } from './startBareServer';

/** Units: bytes of a request body, as our server takes them. */
const BODY_LIMIT_BYTES = 64 * 1024;

async function main(graphFile: string): Promise<void> {
  const { typeDefs, root }: BareGraph = JSON.parse(readFileSync(graphFile, 'utf8'));
  const roots = Object.entries(root).map(([field, value]) => [field, () => value]);
  const apollo = new ApolloServer({ typeDefs, resolvers: { Query: Object.fromEntries(roots) } });
  await apollo.start();
  const server = fastify({ bodyLimit: BODY_LIMIT_BYTES });
  await server.register(fastifyApollo(apollo));
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  process.stdout.write(`${JSON.stringify({ url })}\n`);
}

// Before Apollo's own listener, which lets the signal kill the process: then no CPU profile would be written.
process.once('SIGTERM', () => process.exit(0));
main(process.argv[2] ?? '').catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
