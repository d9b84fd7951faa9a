import type { DataSource } from 'typeorm';
import { StartError } from '../errors';

/** The first PostgreSQL whose SQL is enough. */
const OLDEST_POSTGRES = 13;

/** Errors: a `StartError` where the PostgreSQL that was opened is too old. */
export function assertVersion({ driver, options }: DataSource): void {
  if (options.type !== 'postgres' || Number.parseInt(driver.version ?? '', 10) >= OLDEST_POSTGRES) return;
  throw new StartError(
    `PostgreSQL ${driver.version} is too old: upgrade it to ${OLDEST_POSTGRES} or newer, or name another in DATABASE_URL.`,
  );
}
