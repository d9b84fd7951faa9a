import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import type { Caller } from '../access/caller';
import { GATEWAY_ROUTE, type ProvesGateway } from '../http/gateway';
import { HttpError } from '../http/HttpError';
import { sendError } from '../http/sendError';
import { GATEWAY_BODY_LIMIT_BYTES } from '../http/server';
import type { CallerReader } from '../oauth/CallerReader';
import type { Context } from './context';

/** Adds `/graphql`: who calls is known, or the request refused, before the document is looked at. */
export function addGraphqlRoutes(
  server: FastifyInstance,
  apollo: ApolloServer<Context>,
  callers: CallerReader,
  provesGateway: ProvesGateway,
): void {
  const letIn = new WeakMap<FastifyRequest, Caller>();
  const graphql: RouteOptions = {
    method: ['GET', 'POST'],
    url: '/graphql',
    preHandler: async (request) => {
      const caller = await callers.callerOf(request);
      if (caller) letIn.set(request, caller);
    },
    handler: fastifyApolloHandler(apollo, {
      context: async (request) => ({
        caller: letIn.get(request) ?? null,
        isGateway: provesGateway(request.headers),
      }),
    }),
  };
  server.route(graphql);
  server.route({ ...graphql, constraints: GATEWAY_ROUTE, bodyLimit: GATEWAY_BODY_LIMIT_BYTES });
  server.route({
    method: ['PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'],
    url: '/graphql',
    handler: (_request, reply) => sendError(reply.header('allow', 'GET, POST'), new HttpError(405)),
  });
}
