import { systemClock } from '../clock';
import type { Database } from '../database/Database';
import { keysWithoutSecret } from '../keys/keysWithoutSecret';
import type { CompleteConfig } from '../running/app';
import { compose, type Services } from '../running/compose';
import { completeConfig, openReady } from '../running/start';
import { urlAt } from '../running/urlAt';
import type { Terminal } from './Terminal';

/** What a command works with. */
export interface Workbench {
  readonly terminal: Terminal;
  readonly config: CompleteConfig;
  readonly database: Database;
  readonly services: Services;
}

/** Opens the database for one command, and closes it again whatever comes of it. */
export async function withServices(
  terminal: Terminal,
  work: (bench: Workbench) => Promise<void>,
  open: (config: CompleteConfig) => Promise<Database> = openReady,
): Promise<void> {
  const config = completeConfig(terminal.environment);
  const database = await open(config);
  try {
    const reportLoss = (message: string): void => terminal.writeError(`${message}\n`);
    const publicUrl = (): string => config.publicUrl ?? urlAt(config, config.host, config.port);
    const wake = (): void => undefined; // The server sends what a command puts into the outbox.
    const log = { info: (): void => undefined };
    const { services } = compose({
      ...config,
      publicUrl,
      storage: database,
      clock: systemClock,
      reportLoss,
      log,
      wake,
    });
    const lost = await keysWithoutSecret(database.sql, config, systemClock());
    for (const warning of [...database.warnings, ...(lost ? [lost.sentence] : [])]) reportLoss(warning);
    await work({ terminal, config, database, services });
  } finally {
    await database.close();
  }
}
