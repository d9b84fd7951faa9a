import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import cors from '@fastify/cors';
import type { FastifyInstance, RouteOptions } from 'fastify';
import type { Caller } from '../access/caller';
import { corsOptions } from '../http/corsOptions';
import { GATEWAY_ROUTE, type ProvesGateway } from '../http/gateway';
import { HttpError } from '../http/HttpError';
import { sendError } from '../http/sendError';
import { GATEWAY_BODY_LIMIT_BYTES } from '../http/server';
import type { CallerReader } from '../oauth/CallerReader';
import type { Context } from './context';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks `/graphql`; null until it is known, and for nobody. */
    caller: Caller | null;
  }
}

/** What `/graphql` works with. */
export interface GraphqlParts {
  readonly apollo: ApolloServer<Context>;
  readonly callers: CallerReader;
  readonly provesGateway: ProvesGateway;
  readonly corsOrigins: readonly string[];
}

/**
 * Adds `/graphql`: who calls is known, or the request refused, before the document is looked at. It is the one address
 * that pages of other origins may call.
 */
export async function addGraphqlRoutes(
  server: FastifyInstance,
  { apollo, callers, provesGateway, corsOrigins }: GraphqlParts,
): Promise<void> {
  server.decorateRequest('caller', null);
  const graphql: RouteOptions = {
    method: ['GET', 'POST'],
    url: '',
    preHandler: async (request) => {
      request.caller = await callers.callerOf(request);
    },
    handler: fastifyApolloHandler(apollo, {
      context: async (request) => ({
        caller: request.caller,
        isGateway: provesGateway(request.headers),
      }),
    }),
  };
  const routes = async (scope: FastifyInstance): Promise<void> => {
    await scope.register(cors, corsOptions(corsOrigins));
    scope.route(graphql);
    scope.route({ ...graphql, constraints: GATEWAY_ROUTE, bodyLimit: GATEWAY_BODY_LIMIT_BYTES });
    scope.route({
      method: ['PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'],
      url: '',
      handler: (_request, reply) => sendError(reply.header('allow', 'GET, POST'), new HttpError(405)),
    });
  };
  await server.register(routes, { prefix: '/graphql' });
}
