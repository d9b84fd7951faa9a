import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { exchangeKey } from './exchangeKey';
import type { GatewayParts, RunningGateway } from './RunningGateway';

interface Context {
  /** The header that goes on to the subgraphs. */
  readonly authorization?: string;
}

/** Starts an Apollo Gateway that exchanges raw keys for tokens, and hands the token on. It enforces nothing itself. */
export async function startApolloGateway({ supergraph, issuer, gatewaySecret }: GatewayParts): Promise<RunningGateway> {
  const gateway = new ApolloGateway({
    supergraphSdl: supergraph,
    buildService: ({ name, url }) =>
      new RemoteGraphQLDataSource<Context>({
        url,
        willSendRequest({ request, context }) {
          if (context.authorization) request.http?.headers.set('authorization', context.authorization);
          if (name === 'latchkey') request.http?.headers.set('latchkey-gateway', gatewaySecret);
        },
      }),
  });
  const server = new ApolloServer<Context>({
    gateway,
    // What a subgraph answered as a whole, and where it is, is nobody's business outside.
    formatError: ({ extensions: { response: _response, ...extensions } = {}, ...error }) => ({ ...error, extensions }),
  });
  const { url } = await startStandaloneServer(server, {
    listen: { port: 0, host: '127.0.0.1' },
    context: async ({ req }) => {
      const { authorization } = req.headers;
      if (authorization?.startsWith('Basic ')) {
        return { authorization: `Bearer ${await exchangeKey(issuer, authorization)}` };
      }
      return authorization ? { authorization } : {};
    },
  });
  return { url, close: () => server.stop() };
}
