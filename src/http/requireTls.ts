import type { FastifyInstance } from 'fastify';
import type { Clock } from '../clock';
import type { Log } from '../log';
import { ONE_CAUSE, RareLines } from '../RareLines';
import { HttpError } from './HttpError';

/** Probes inside the network ask for health over plain HTTP. */
const PLAIN_HTTP_PATHS = new Set(['/healthz', '/readyz']);

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether plain HTTP is redirected to `PUBLIC_URL`, not refused, where `REQUIRE_TLS` is set. */
    leadsToHttps?: boolean;
  }
}

/**
 * Refuses plain HTTP, but for probes. Redirects people to `PUBLIC_URL` where that is HTTPS, and nowhere else: the client
 * chooses the `Host` of its request. The log says what a proxy may have left out.
 */
export function requireTls(server: FastifyInstance, publicUrl: string | null, log: Log, clock: Clock): void {
  const lines = new RareLines(log, clock, ONE_CAUSE);
  server.addHook('onRequest', (request, reply, done) => {
    const { config, url } = request.routeOptions;
    if (request.protocol === 'https' || PLAIN_HTTP_PATHS.has(String(url))) return done();
    lines.warn(
      'plain',
      { peer: request.socket.remoteAddress },
      'a request was refused as plain HTTP: if it came to a proxy over HTTPS, name that proxy in TRUST_PROXY, and have it send X-Forwarded-Proto: https',
    );
    if (!config.leadsToHttps || !publicUrl?.startsWith('https:')) return done(new HttpError(403));
    void reply.redirect(`${publicUrl}/`, 308);
  });
}
