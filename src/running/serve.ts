import cluster from 'node:cluster';
import { systemClock } from '../clock';
import type { Database } from '../database/Database';
import { Outage } from '../database/Outage';
import { StartError } from '../errors';
import { keysWithoutSecret } from '../keys/keysWithoutSecret';
import { standardLog } from '../LogStream';
import { createLog, type Log, type ReportLoss } from '../log';
import { type CompleteConfig, createApp, type JobShare } from './app';
import { type Composition, compose } from './compose';
import { type InitResult, initFirstOrganization } from './init';
import type { Serving } from './Serving';
import { serveByWorkers } from './serveByWorkers';
import { openMigrated, openReady } from './start';
import { authorityOf, urlAt } from './urlAt';
import type { WorkerReport } from './Workers';
import { warnOfSettings } from './warnOfSettings';
import { type FirstWords, sayWelcome } from './welcome';

/** Units: milliseconds that running requests are given to finish after a signal to stop. */
const GRACE_MS = 10_000;
/** Units: milliseconds after which the process ends, whatever still runs. */
const STOP_LIMIT_MS = 11_500;

/** Serves until a signal says stop: in this process, or in so many workers where that is more than one. */
export async function serve(config: CompleteConfig, workerCount: number): Promise<void> {
  const log = createLog(config.logLevel);
  warnOfSettings(config, log);
  endOnUnknownFailure(log);
  const { database, migrationCount } = await openMigrated(config);
  if (migrationCount > 0) log.info({ migrationCount }, 'the database was migrated');
  for (const warning of database.warnings) log.warn(warning);
  const outage = new Outage(database.sql, log);
  const composition = composeUnserved(config, database, outage.reportLoss);
  let serving: Serving | null = null;
  try {
    await warnOfLostSecret(config, database, log);
    serving =
      workerCount > 1
        ? serveByWorkers(workerCount, composition.jobs, database, log, outage)
        : await serveHere(config, database, log, 'ALL');
    // Before it listens, so that whoever finds it ready finds the key printed, too.
    const made = config.isProduction ? null : await firstRun(config, database, composition);
    if (config.isProduction) await warnOfNoOrganization(database, log);
    const words = { output: process.stdout, log };
    const url = await listen(serving, config, made, words);
    stopOnSignal(serving, database, log);
    log.info({ url, publicUrl: config.publicUrl ?? url, engine: database.engine }, 'listening');
    if (made) sayWelcome(made, config.publicUrl ?? url, words);
  } catch (error) {
    await serving?.close();
    await database.close();
    throw error;
  }
}

async function warnOfNoOrganization({ sql }: Database, log: Log): Promise<void> {
  const [organization] = await sql('SELECT 1 AS "found" FROM "organization" LIMIT 1', []);
  if (!organization) log.warn('there is no organization: run `latchkey init`, or check DATABASE_URL');
}

/** Errors: a `StartError` where not one key can be checked: none of all that a server is for would work. */
async function warnOfLostSecret(config: CompleteConfig, { sql }: Database, log: Log): Promise<void> {
  const lost = await keysWithoutSecret(sql, config, systemClock());
  if (lost === null) return;
  if (lost.areAll) throw new StartError(lost.sentence, 2);
  log.warn(lost.sentence);
}

/**
 * Serves as one of several workers, on a database that the primary has made ready.
 * Never fails: the primary is told what is wrong, and says it once for all.
 */
export async function serveAsWorker(readConfig: () => CompleteConfig): Promise<void> {
  let database: Database | null = null;
  let serving: Serving | null = null;
  try {
    const config = readConfig();
    const log = createLog(config.logLevel).child({ worker: cluster.worker?.id });
    endOnUnknownFailure(log);
    database = await openReady(config);
    serving = await serveHere(config, database, log, 'OWN');
    const url = await serving.listen();
    stopOnSignal(serving, database, log);
    log.info({ pid: process.pid }, 'a worker listens');
    report({ url });
  } catch (error) {
    await serving?.close();
    await database?.close();
    const { message, exitCode } = error instanceof StartError ? error : new StartError(stackOf(error));
    report({ sentence: message, exitCode });
    process.exitCode = exitCode;
    standardLog.finish();
    cluster.worker?.disconnect();
  }
}

/** Nothing else of it: drivers hang statements and their values on errors. */
function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function report(told: WorkerReport): void {
  process.send?.(told);
}

async function serveHere(config: CompleteConfig, database: Database, log: Log, share: JobShare): Promise<Serving> {
  const app = await createApp(config, database, systemClock, log, share);
  return {
    listen: async () => {
      try {
        return await app.listen();
      } catch (error) {
        const where = authorityOf(config.host, config.port);
        throw new StartError(`The server cannot listen on ${where}: ${(error as Error).message}.`);
      }
    },
    close: async () => {
      const deadline = setTimeout(() => app.server.server.closeAllConnections(), GRACE_MS);
      await app.close();
      clearTimeout(deadline);
    },
  };
}

async function listen(
  serving: Serving,
  config: CompleteConfig,
  made: InitResult | null,
  words: FirstWords,
): Promise<string> {
  try {
    return await serving.listen();
  } catch (error) {
    // What was made is told this once, come what may.
    if (made) sayWelcome(made, urlAt(config, config.host, config.port), words);
    throw error;
  }
}

/** What is done before anybody listens, and beside workers, is done with this. */
function composeUnserved(config: CompleteConfig, storage: Database, reportLoss: ReportLoss): Composition {
  const publicUrl = (): string => config.publicUrl ?? ''; // Nothing that is made here is told it.
  return compose({ ...config, publicUrl, storage, clock: systemClock, reportLoss, wake: () => undefined });
}

async function firstRun(
  { catalogue }: CompleteConfig,
  storage: Database,
  { services }: Composition,
): Promise<InitResult | null> {
  const parts = { storage, services, clock: systemClock, catalogue };
  return initFirstOrganization(parts, {
    organization: 'First organization',
    email: 'admin@example.com',
    name: 'First admin',
    password: null,
  });
}

function stopOnSignal(serving: Serving, database: Database, log: Log): void {
  let isStopping = false;
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    // Terminals and supervisors tell workers what they tell the primary, which alone decides and tells them again.
    if (isStopping && cluster.isWorker) return;
    if (isStopping) {
      log.warn({ signal }, 'stopping at once');
      process.exit(1);
    }
    isStopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => {
      log.fatal('stopping took too long');
      standardLog.exit(1);
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

/** An uncaught error leaves an unknown state, so the process ends. The supervisor starts it anew. */
function endOnUnknownFailure(log: Log): void {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      log.fatal({ err: error }, event);
      standardLog.exit(1);
    });
  }
}
