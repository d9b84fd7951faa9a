import cluster from 'node:cluster';
import type { Database } from '../database/Database';
import { StatementError } from '../database/failures';
import { StartError } from '../errors';
import { standardLog } from '../LogStream';
import { createLog } from '../log';
import type { CompleteConfig } from './app';
import { endOnUnknownFailure } from './endOnUnknownFailure';
import { renewWhenTold } from './renewOnHangup';
import type { Serving } from './Serving';
import { serveHere } from './serveHere';
import { openReady } from './start';
import { stopOnSignal } from './stopOnSignal';
import { tellMetrics } from './tellMetrics';
import { untilAnswered } from './untilAnswered';
import type { WorkerReport } from './Workers';

/**
 * Serves as one of several workers, on a database that the primary has made ready.
 * Never fails: the primary is told what is wrong, and says it once for all.
 */
export async function serveAsWorker(readConfig: () => Promise<CompleteConfig>): Promise<void> {
  let database: Database | null = null;
  let serving: Serving | null = null;
  try {
    const config = await readConfig();
    const log = createLog(config.logLevel).child({ worker: cluster.worker?.id });
    endOnUnknownFailure(log);
    renewWhenTold(() => serving, log);
    database = await untilAnswered(() => openReady(config));
    database.tellLoss((sentence) => log.fatal(sentence));
    const told = tellMetrics(await serveHere(config, database, log, 'OWN'));
    serving = told.serving;
    const url = await serving.listen();
    stopOnSignal(serving, database, config.drainSeconds, log);
    log.info({ pid: process.pid }, 'a worker listens');
    report({ url });
    told.start(); // The primary takes the first message for the report.
  } catch (error) {
    await serving?.close();
    await database?.close();
    const { message, exitCode } = error instanceof StartError ? error : new StartError(stackOf(error));
    report({ sentence: message, exitCode });
    process.exitCode = exitCode;
    if (cluster.isWorker) standardLog.finish(); // Nobody else is to end here.
    cluster.worker?.disconnect();
  }
}

/** Nothing else of it: drivers hang statements and their values on errors. */
function stackOf(error: unknown): string {
  if (error instanceof StatementError) return error.sentence;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function report(told: WorkerReport): void {
  process.send?.(told);
}
