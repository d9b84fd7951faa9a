import type { FastifyInstance } from 'fastify';
import { PUBLIC_CACHING } from '../oauth/serverMetadata';
import { OPENAPI_PATH, openApiDocument } from './openApiDocument';

/** Serves the description of the endpoints that are not GraphQL. `issuer` is the address of this server from outside. */
export function addOpenApiRoute(server: FastifyInstance, issuer: () => string): void {
  server.get(OPENAPI_PATH, async (_request, reply) =>
    reply.header('cache-control', PUBLIC_CACHING).send(openApiDocument(issuer())),
  );
}
