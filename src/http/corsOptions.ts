import type { FastifyCorsOptions } from '@fastify/cors';
import { KEY_EXPIRES } from '../callers/keyExpiry';

/** Units: seconds that a browser remembers what it may send. */
const PREFLIGHT_SECONDS = 600;

/**
 * The CORS rules of `/graphql`. A page of a listed origin may send any header, since Apollo's clients and tracers add
 * many. The browser adds no cookies to its requests: the page sends a credential of its own. An origin that is not
 * listed gets no CORS header.
 */
export function corsOptions(origins: readonly string[]): FastifyCorsOptions {
  const listed = new Set(origins);
  return {
    origin: (origin, answer) => answer(null, origin !== undefined && listed.has(origin) ? origin : false),
    methods: ['GET', 'POST'],
    exposedHeaders: ['allow', KEY_EXPIRES, 'retry-after', 'www-authenticate', 'x-request-id'],
    credentials: false,
    maxAge: PREFLIGHT_SECONDS,
    strictPreflight: false, // A refused preflight would not have the shape of our errors.
  };
}
