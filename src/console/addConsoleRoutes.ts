import type { FastifyInstance } from 'fastify';
import { addBuiltPage } from '../http/addBuiltPage';
import type { Log } from '../log';

/**
 * Serves the Workspace console: one page at `/`, and under `/console/` all that it loads. Whoever comes over plain HTTP
 * where HTTPS is asked for is led there: a person typed the address, and nothing secret came with it.
 * Source: decision 041.
 */
export function addConsoleRoutes(server: FastifyInstance, log: Log): void {
  addBuiltPage(server, log, {
    folder: 'console',
    url: '/',
    policy: contentSecurityPolicy,
    config: { leadsToHttps: true },
  });
}

/** What the page may load: what this server serves; and styles that the page's own script makes, by their nonce. */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "connect-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join(';');
}
