import type { FastifyInstance } from 'fastify';
import type { TracedRequest, Tracing } from './Tracing';

declare module 'fastify' {
  interface FastifyRequest {
    /** Its trace; null where there is none. */
    trace: TracedRequest | null;
  }
}

/** Traces requests to the routes that say what they are called. Shape: before every other hook, so that refusals are traced. */
export function traceRequests(server: FastifyInstance, tracing: Tracing): void {
  server.decorateRequest('trace', null);
  server.addHook('onRequest', (request, _reply, done) => {
    const kind = request.routeOptions.config.tracedAs;
    request.trace = kind === undefined ? null : tracing.begin(kind, request.headers.traceparent);
    if (request.trace === null) done();
    else tracing.enter(request.trace, done); // Fastify goes on within it where a body is read in between.
  });
  server.addHook('onResponse', ({ trace }, { statusCode }, done) => {
    if (trace !== null) tracing.end(trace, statusCode);
    done();
  });
}
