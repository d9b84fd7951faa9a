import type { FastifyCorsOptions } from '@fastify/cors';

/** Units: seconds that a browser remembers what it may send. */
const PREFLIGHT_SECONDS = 600;

/**
 * What browsers let the pages of other origins do. Such a page may send any header: those of Apollo's clients and of
 * tracers are many, and it is trusted or it is not. What it is not sent are cookies: there is no wildcard, and there are
 * no credentials but those that the page itself holds. An origin that is not listed gets no header at all.
 */
export function corsOptions(origins: readonly string[]): FastifyCorsOptions {
  const listed = new Set(origins);
  return {
    origin: (origin, answer) => answer(null, origin !== undefined && listed.has(origin) ? origin : false),
    methods: ['GET', 'POST'],
    exposedHeaders: ['allow', 'retry-after', 'www-authenticate', 'x-request-id'],
    credentials: false,
    maxAge: PREFLIGHT_SECONDS,
    strictPreflight: false, // What it refuses it would refuse in a form of its own.
  };
}
