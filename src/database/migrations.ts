import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DataSource, MigrationExecutor, type MigrationInterface } from 'typeorm';
import { StartError } from '../errors';
import { failureOf } from './failures';
import { AROUND_MIGRATIONS, withoutTimeLimits } from './options';

/** Where the migrations are, built like this file or not. */
const FOLDER = path.join(__dirname, '../../migrations');

/** Every migration, in order: each file of the folder has one, and the files are named by their numbers. */
export const MIGRATIONS = readdirSync(FOLDER)
  .filter((name) => /^\d+-\w+\.[jt]s$/.test(name))
  .sort()
  // Files of this program, which export their classes and nothing else.
  .flatMap((name) => Object.values(require(path.join(FOLDER, name)) as Record<string, new () => MigrationInterface>));

/** How often it tries to migrate while another process does the same. Units: tries, and milliseconds between them. */
const TRIES = 10;
const PAUSE_MS = 300;
/** What SQLite says where another process was faster: nothing keeps it out before the first transaction. */
const MADE_BY_ANOTHER = /already exists/;

/** Counts the migrations that the database lacks. Errors: a `StartError` where it has some that this program lacks. */
export async function pendingMigrationCount(database: DataSource): Promise<number> {
  const runner = database.createQueryRunner();
  try {
    if (!(await runner.hasTable('migrations'))) return MIGRATIONS.length;
    return countPending(await runner.query('SELECT "name" FROM "migrations"'));
  } finally {
    await runner.release();
  }
}

/**
 * Counts the migrations that are missing from a list of those that a database has had.
 * Errors: a `StartError` where the list has unknown ones.
 */
export function countPending(had: readonly { readonly name: string }[]): number {
  const known = new Set(MIGRATIONS.map(({ name }) => name));
  const unknown = had.map(({ name }) => name).filter((name) => !known.has(name));
  if (unknown.length === 0) return MIGRATIONS.length - new Set(had.map(({ name }) => name)).size;
  throw new StartError(
    `The database is newer than this program: it has had migrations that this version does not know (${unknown.join(', ')}). Start the version that made them, or a later one.`,
  );
}

/**
 * Brings the database up to this program; several processes may try at once, and one of them does it.
 * Units: how many migrations it took. Errors: as `pendingMigrationCount`, and those of the driver.
 */
export async function migrate(database: DataSource): Promise<number> {
  if ((await pendingMigrationCount(database)) === 0) return 0;
  const patient = await openPatient(database);
  try {
    return await migrateOnce(patient);
  } finally {
    if (patient !== database) await patient.destroy();
  }
}

/** An index of millions of rows takes longer than any request may. Shape: where there is no such limit, the same. */
async function openPatient(database: DataSource): Promise<DataSource> {
  const options = withoutTimeLimits(database.options);
  return options === database.options ? database : new DataSource(options).initialize();
}

async function migrateOnce(database: DataSource): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await migrateAlone(database);
    } catch (error) {
      if (tries >= TRIES || !isOfAnother(error)) throw error;
      await delay(PAUSE_MS); // Then nothing will be pending in a moment.
    }
  }
}

/** Whether a failure may come of another process that migrates at the same time. Another try may pass then, and then alone. */
function isOfAnother(error: unknown): boolean {
  return failureOf(error) === 'RETRY' || (error instanceof Error && MADE_BY_ANOTHER.test(error.message));
}

async function migrateAlone(database: DataSource): Promise<number> {
  const { before, after, transaction } =
    AROUND_MIGRATIONS[database.options.type === 'postgres' ? 'postgres' : 'sqlite'];
  const runner = database.createQueryRunner();
  try {
    if (before) await runner.query(before);
    if ((await pendingMigrationCount(database)) === 0) return 0;
    // On this connection: one of its own it would keep where it fails early.
    const executor = new MigrationExecutor(database, runner);
    executor.transaction = transaction;
    return (await executor.executePendingMigrations()).length;
  } finally {
    await runner.query(after).catch(() => undefined); // Where the connection is gone, so is its lock.
    await runner.release();
  }
}
