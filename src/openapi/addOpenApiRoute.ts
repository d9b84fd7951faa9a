import type { FastifyInstance } from 'fastify';
import { PUBLIC_CACHING } from '../http/PUBLIC_CACHING';
import { OPENAPI_PATH, openApiDocument } from './openApiDocument';

/** Serves the description of the endpoints that are not GraphQL. `issuer` is the address of this server from outside. */
export function addOpenApiRoute(server: FastifyInstance, issuer: () => string): void {
  let text: string | undefined; // The address is known with the first request, and stays.
  server.get(OPENAPI_PATH, async (_request, reply) => {
    text ??= JSON.stringify(openApiDocument(issuer()));
    return reply.header('cache-control', PUBLIC_CACHING).type('application/json; charset=utf-8').send(text);
  });
}
