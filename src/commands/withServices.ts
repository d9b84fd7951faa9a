import { systemClock } from '../clock';
import type { Database } from '../database/Database';
import type { CompleteConfig } from '../running/app';
import { compose, type Services } from '../running/services';
import { completeConfig, openReady } from '../running/start';

/** What a command works with. */
export interface Workbench {
  readonly config: CompleteConfig;
  readonly database: Database;
  readonly services: Services;
}

/** Opens the database for one command, and closes it again whatever comes of it. */
export async function withServices(
  work: (bench: Workbench) => Promise<void>,
  open: (config: CompleteConfig) => Promise<Database> = openReady,
): Promise<void> {
  const config = completeConfig(process.env);
  const database = await open(config);
  try {
    const complain = (message: string): void => void process.stderr.write(`${message}\n`);
    const publicUrl = (): string => config.publicUrl ?? `http://${config.host}:${config.port}`;
    const wake = (): void => undefined; // The server sends what a command puts into the outbox.
    const { services } = compose({ ...config, publicUrl, storage: database, clock: systemClock, complain, wake });
    await work({ config, database, services });
  } finally {
    await database.close();
  }
}
