import type { FastifyInstance } from 'fastify';
import type { ReadinessAnswer } from './Readiness';

/** Adds what probers ask: whether the process lives, and whether requests should be sent to it. */
export function addHealthRoutes(server: FastifyInstance, readiness: { answer(): Promise<ReadinessAnswer> }): void {
  server.get('/healthz', async () => ({ status: 'ok' }));
  server.get('/readyz', async (_request, reply) => {
    const { status, body } = await readiness.answer();
    return reply.code(status).send(body);
  });
}
