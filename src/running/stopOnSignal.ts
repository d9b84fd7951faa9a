import cluster from 'node:cluster';
import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../database/Database';
import { standardLog } from '../LogStream';
import type { Log } from '../log';
import type { Serving } from './Serving';

/** Units: milliseconds after which a process that has drained ends, whatever still runs. */
const STOP_LIMIT_MS = 11_500;

/**
 * Ends the process in an orderly way when a signal says stop. A second signal ends it at once.
 * @param drainSeconds for which it serves on, while it says that it is not ready
 */
export function stopOnSignal(serving: Serving, database: Database, drainSeconds: number, log: Log): void {
  let isStopping = false;
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    // Terminals and supervisors tell workers what they tell the primary, which alone decides and tells them again.
    if (isStopping && cluster.isWorker) return;
    if (isStopping) {
      log.warn({ signal }, 'stopping at once');
      standardLog.kill();
      return;
    }
    isStopping = true;
    log.info({ signal, drainSeconds }, 'stopping');
    if (drainSeconds > 0) {
      serving.drain();
      await delay(drainSeconds * 1_000);
    }
    setTimeout(() => {
      log.fatal('stopping took too long');
      standardLog.kill();
    }, STOP_LIMIT_MS).unref();
    await serving.close();
    // After its workers the primary closes it last of all, and so SQLite's log is written back.
    await database.close();
    log.info('stopped');
    standardLog.finish();
    cluster.worker?.disconnect();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      stop(signal).catch((error: unknown) => {
        log.fatal({ err: error }, 'stopping failed');
        standardLog.exit(1);
      });
    });
  }
}
