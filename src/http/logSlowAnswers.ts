import type { FastifyInstance } from 'fastify';
import { originOf } from '../callers/originOf';
import type { Log } from '../log';

/** Units: milliseconds after which an answer is slow. */
const SLOW_MS = 1_000;
/** Units: lines a minute; more are counted. */
const MAX_LINES = 10;
const MINUTE_MS = 60_000;

/** Logs answers that took long, at a rate that does not fill the log: then whatever slows them down slows all. */
export function logSlowAnswers(server: FastifyInstance, log: Log, slowMs = SLOW_MS): void {
  let [minute, lineCount, leftOutCount] = [0, 0, 0];
  server.addHook('onResponse', (request, { statusCode: status, elapsedTime }, done) => {
    if (elapsedTime < slowMs) return done();
    const now = Math.floor(performance.now() / MINUTE_MS);
    if (now !== minute) [minute, lineCount] = [now, 0];
    lineCount += 1;
    if (lineCount > MAX_LINES) leftOutCount += 1;
    else {
      const { method, routeOptions } = request;
      const details = { method, route: routeOptions.url, status, ...originOf(request) };
      const leftOut = leftOutCount > 0 ? { leftOutCount } : {};
      log.warn({ ...details, milliseconds: Math.round(elapsedTime), ...leftOut }, 'a slow answer');
      leftOutCount = 0;
    }
    done();
  });
}
