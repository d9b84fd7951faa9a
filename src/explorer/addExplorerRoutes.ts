import type { FastifyInstance } from 'fastify';
import { addBuiltPage } from '../http/addBuiltPage';
import type { Log } from '../log';

/** Serves the explorer: one page, and under `/explorer/` all that it loads. Source: decision 025. */
export function addExplorerRoutes(server: FastifyInstance, log: Log): void {
  addBuiltPage(server, log, { folder: 'explorer', url: '/explorer', policy: contentSecurityPolicy });
  server.get('/explorer/', async (_request, reply) => reply.redirect('../explorer', 308));
}

/**
 * What the page may load: what this server serves. GraphiQL's dialogs make a style element, which proves itself by the
 * nonce; its style sheet holds fonts and images within.
 */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join(';');
}
