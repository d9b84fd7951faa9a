import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGatewayRuntime, type GatewayPlugin } from '@graphql-hive/gateway-runtime';
import {
  createRemoteJwksSigningKeyProvider,
  type ExtractTokenFunction,
  extractFromHeader,
  useJWT,
} from '@graphql-mesh/plugin-jwt-auth';
import httpTransport from '@graphql-mesh/transport-http';
import { NOW } from '../support/world';
import { GRAPH } from './audience';
import { exchangeKey } from './exchangeKey';
import type { GatewayParts, RunningGateway } from './RunningGateway';

/** What the JWT plugin knows of a request. */
interface JwtContext {
  readonly jwt?: { readonly payload: object; readonly token: { readonly value: string } };
}

/**
 * Starts a Hive Gateway that checks our access tokens with our public keys, enforces the scopes of the supergraph
 * itself, exchanges raw keys for tokens, and hands the token on.
 */
export async function startHiveGateway({ supergraph, issuer, gatewaySecret }: GatewayParts): Promise<RunningGateway> {
  const runtime = createGatewayRuntime<JwtContext>({
    supergraph,
    transports: { http: httpTransport },
    logging: false,
    landingPage: false,
    genericAuth: {
      mode: 'protect-granular',
      rejectUnauthenticated: false, // Refused fields are null, the others answered.
      resolveUserFn: ({ jwt }: JwtContext) => jwt?.payload,
    },
    propagateHeaders: {
      fromClientToSubgraphs: ({ context, subgraphName }) => ({
        ...(context.jwt ? { authorization: `Bearer ${context.jwt.token.value}` } : {}),
        ...(subgraphName === 'latchkey' ? { 'latchkey-gateway': gatewaySecret } : {}),
      }),
    },
    plugins: () => [
      useJWT({
        signingKeyProviders: [createRemoteJwksSigningKeyProvider({ jwksUri: `${issuer}/.well-known/jwks.json` })],
        tokenLookupLocations: [fromKey(issuer), extractFromHeader({ name: 'authorization', prefix: 'Bearer' })],
        tokenVerification: { issuer, audience: GRAPH, algorithms: ['ES256'], clockTimestamp: NOW / 1_000 },
        reject: { missingToken: false, invalidToken: true },
        forward: { payload: false },
      }) as unknown as GatewayPlugin<JwtContext>, // The same, but for a logger that its types bring along.
    ],
  });
  const server = createServer(runtime);
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await runtime[Symbol.asyncDispose]();
    },
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port; // Of a server that listens on a port.
}

/** A raw key, sent as HTTP Basic, is exchanged for a token; what follows takes that for the token of the request. */
function fromKey(issuer: string): ExtractTokenFunction {
  return async ({ request }) => {
    const authorization = request?.headers.get('authorization');
    return authorization?.startsWith('Basic ') ? { token: await exchangeKey(issuer, authorization) } : undefined;
  };
}
