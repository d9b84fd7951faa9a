import type { FastifyInstance } from 'fastify';
import { originOf } from '../callers/originOf';
import type { Clock } from '../clock';
import type { Log } from '../log';
import { RareLines } from '../RareLines';

/** Units: milliseconds after which an answer is slow. */
const SLOW_MS = 1_000;
/** What slows one answer down usually slows all. */
const RATE = { spanMs: 60_000, maxLines: 10 };

/**
 * Logs answers: the slow ones, and each at "debug". The query string is left out, since it may hold a document.
 * Shape: holds for routes that are added afterwards.
 */
export function logAnswers(server: FastifyInstance, log: Log, clock: Clock, slowMs = SLOW_MS): void {
  const isDebug = log.isLevelEnabled('debug');
  const slow = new RareLines(log, clock, RATE);
  server.addHook('onResponse', (request, reply, done) => {
    const isSlow = reply.elapsedTime >= slowMs;
    if (isSlow || isDebug) {
      const { method, routeOptions } = request;
      const milliseconds = Math.round(reply.elapsedTime);
      const { address, requestId } = originOf(request); // What the client calls itself is in the audit log alone.
      const answer = { method, route: routeOptions.url, status: reply.statusCode, milliseconds };
      const details = { ...answer, address, requestId };
      if (isSlow) slow.warn(request.id, details, 'a slow answer');
      if (isDebug) log.debug(details, 'answered');
    }
    done();
  });
}
