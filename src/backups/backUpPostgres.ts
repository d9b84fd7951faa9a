import { closeSync, openSync, statSync } from 'node:fs';
import { devNull } from 'node:os';
import { DataSource } from 'typeorm';
import { openingError } from '../database/openingError';
import { endConnections, withoutTimeLimits, writerOptions } from '../database/options';
import type { PostgresLocation } from '../database/postgresOptions';
import type { Environment } from '../SETTING_NAMES';
import type { RunSql } from '../storage/Storage';
import { CopyFault } from './CopyFault';
import { type CopyDescription, describeCopy } from './describeCopy';
import { syncFile } from './files';
import { libpqConnection } from './libpqConnection';
import type { Progress } from './Progress';
import { type RunningProgram, runPostgresProgram } from './runPostgresProgram';

/** How a dump is taken. */
interface DumpWishes {
  readonly aside: string;
  /** Units: epoch milliseconds. */
  readonly now: number;
  readonly environment: Environment;
  readonly progress: Progress;
}

/** Units: milliseconds between two looks at how much was written. */
const LOOK_MS = 500;

/**
 * Has `pg_dump` copy a PostgreSQL database as it is at one instant into a new file, while others write to it, and has
 * `pg_restore` read the copy to its end.
 * Errors: a `CopyFault`, a `StartError` where a program is missing, too old or fails.
 */
export async function backUpPostgres(location: PostgresLocation, wishes: DumpWishes): Promise<CopyDescription> {
  const { aside, now, environment } = wishes;
  const source = new DataSource(withoutTimeLimits(writerOptions(location, [], [])));
  try {
    await source.initialize().catch((error: unknown) => {
      throw openingError(location, error);
    });
    const runner = source.createQueryRunner();
    const sql: RunSql = async (text, values) => runner.query(text, [...values]);
    // What is said of the copy is read at the very instant of the copy.
    await runner.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const description = await describeCopy(sql, now);
    const [shared] = await sql<{ snapshot: string; schema: string }>(
      'SELECT pg_export_snapshot() AS "snapshot", current_schema() AS "schema"',
      [],
    );
    if (!shared) throw new CopyFault('PostgreSQL exports no snapshot');
    closeSync(openSync(aside, 'wx', 0o600));
    await dump(location, wishes, shared);
    await readToTheEnd(aside, environment);
    syncFile(aside);
    await runner.query('COMMIT').catch(() => undefined); // The copy is whole, though its session has ended.
    await runner.release();
    return description;
  } finally {
    await endConnections(source);
  }
}

async function dump(
  { url }: PostgresLocation,
  { aside, environment, progress }: DumpWishes,
  { snapshot, schema }: { readonly snapshot: string; readonly schema: string },
): Promise<void> {
  const { address, password } = libpqConnection(url);
  const content = ['--format=custom', `--schema="${schema.replaceAll('"', '""')}"`];
  const args = [...content, '--no-password', `--snapshot=${snapshot}`, `--file=${aside}`, `--dbname=${address}`];
  const remedy = `install PostgreSQL's client programs in the version of the server, or take the copy where they are: \`${['pg_dump', ...content, '--file=FILE'].join(' ')} '${address}'\`.`;
  const running = runPostgresProgram('pg_dump', args, { ...environment, ...password }, remedy);
  const timer = setInterval(() => progress(`copying, ${statSync(aside).size} bytes`, 0), LOOK_MS);
  await stoppable(running).finally(() => clearInterval(timer));
}

/** Errors: a `StartError` where a dump is not whole. */
async function readToTheEnd(aside: string, environment: Environment): Promise<void> {
  const remedy = 'install it beside pg_dump.';
  await stoppable(runPostgresProgram('pg_restore', [`--file=${devNull}`, aside], environment, remedy));
}

/** Ends a program with this process. */
async function stoppable({ ended, stop }: RunningProgram): Promise<void> {
  process.once('exit', stop);
  try {
    await ended;
  } finally {
    process.off('exit', stop);
  }
}
