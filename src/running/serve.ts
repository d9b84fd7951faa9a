import { systemClock } from '../clock';
import type { Database } from '../database/Database';
import { Outage } from '../database/Outage';
import { StartError } from '../errors';
import { keysWithoutSecret } from '../keys/keysWithoutSecret';
import { createLog, type Log, type ReportLoss } from '../log';
import type { CompleteConfig } from './app';
import { type Composition, compose } from './compose';
import { endOnUnknownFailure } from './endOnUnknownFailure';
import { type InitResult, initFirstOrganization } from './init';
import { openWhenThere } from './openWhenThere';
import { renewOnHangup } from './renewOnHangup';
import type { Serving } from './Serving';
import { serveByWorkers } from './serveByWorkers';
import type { StartSettings } from './start';
import { stopOnSignal } from './stopOnSignal';
import { untilAnswered } from './untilAnswered';
import { urlAt } from './urlAt';
import { Workers } from './Workers';
import { warnOfSettings } from './warnOfSettings';
import { type FirstWords, sayWelcome } from './welcome';

/** Serves until a signal says stop: in this process, or in so many workers where that is more than one. */
export async function serve({ config: asked, secrets }: StartSettings, workerCount: number): Promise<void> {
  const log = createLog(asked.logLevel);
  warnOfSettings(asked, log);
  endOnUnknownFailure(log);
  let serving: Serving | null = null;
  renewOnHangup(asked.tls !== null, () => serving, log);
  const { database, migrationCount, room } = await openWhenThere(asked, log);
  database.tellLoss((sentence) => log.fatal(sentence));
  const config = room === null ? asked : { ...asked, port: room.port };
  if (migrationCount > 0) log.info({ migrationCount }, 'the database was migrated');
  for (const warning of database.warnings) log.warn(warning);
  const outage = new Outage(database.sql, log);
  const composition = composeUnserved(config, database, outage.reportLoss);
  try {
    await untilAnswered(() => warnOfLostSecret(config, database, log));
    serving =
      workerCount > 1
        ? serveByWorkers(new Workers(workerCount, log, secrets), config, composition, database, log, outage)
        : await loadServeHere()(config, database, log, 'ALL');
    // Before it listens, so that whoever finds it ready finds the key printed, too.
    const made = config.isProduction ? null : await firstRun(config, database, composition);
    if (config.isProduction) await untilAnswered(() => warnOfNoOrganization(database, log));
    await room?.close();
    const words = { output: process.stdout, log };
    const url = await listen(serving, config, made, words);
    stopOnSignal(serving, database, config.drainSeconds, log);
    log.info({ url, publicUrl: config.publicUrl ?? url, engine: database.engine }, 'listening');
    if (made) sayWelcome(made, config.publicUrl ?? url, words);
  } catch (error) {
    await room?.close();
    await serving?.close();
    await database.close();
    throw error;
  }
}

/** Loads what answers requests, which the primary of workers does without. */
function loadServeHere(): typeof import('./serveHere')['serveHere'] {
  return (require('./serveHere') as typeof import('./serveHere')).serveHere;
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
