import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DataSource, MigrationExecutor, type QueryRunner } from 'typeorm';
import { StartError } from '../errors';
import { causesOf, failureOf } from './failures';
import { HAD, type HadMigration, type Migration, numberOf, telling } from './Migration';
import { OutOfReachError } from './openingError';
import { AROUND_MIGRATIONS, withoutTimeLimits } from './options';

/** Where the migrations are, built like this file or not. */
const FOLDER = path.join(__dirname, '../../migrations');

/** Every migration, in order: each file of the folder has one, and the files are named by their numbers. */
export const MIGRATIONS = readdirSync(FOLDER)
  .filter((name) => /^\d+-\w+\.[jt]s$/.test(name))
  .sort()
  // Files of this program, which export their classes and nothing else.
  .flatMap((name) => Object.values(require(path.join(FOLDER, name)) as Record<string, new () => Migration>))
  .map(telling);

/** The number of the newest of them. */
const NEWEST = Math.max(...MIGRATIONS.map(({ name }) => numberOf(name)));

/** How often it tries to migrate while another process does the same. Units: tries, and milliseconds between them. */
const TRIES = 10;
const PAUSE_MS = 300;
/** Units: milliseconds at least between tries to get a table, in which others use it; up to twice as many are left. */
const TABLE_PAUSE_MS = 1_000;
/** Units: milliseconds between looks whether another process has migrated, and looks before that is told. */
const LOOK_MS = 250;
const UNTOLD_LOOKS = 8;
/** What SQLite says where another process was faster: nothing keeps it out before the first transaction. */
const MADE_BY_ANOTHER = /already exists/;

/** How long a migration waits for others on PostgreSQL. Units: milliseconds. */
export interface MigrationPatience {
  /** For whoever holds a table, such as a backup. */
  readonly tablesMs: number;
  /** For another process that migrates. */
  readonly othersMs: number;
  /** Is told what it waits for. Shape: a sentence. */
  readonly tell: (sentence: string) => void;
}

/** The patience of a command, which tries only once. */
export const COMMAND_PATIENCE: MigrationPatience = { tablesMs: 60_000, othersMs: 600_000, tell: () => undefined };

/**
 * Counts the migrations that the database lacks.
 * Errors: a `StartError` where it has had some that this program does not know and cannot work with.
 */
export async function pendingMigrationCount(database: DataSource): Promise<number> {
  const runner = database.createQueryRunner();
  try {
    if (!(await runner.hasTable('migrations'))) return MIGRATIONS.length;
    // Before a migration of this program made the other table, none said anything.
    const isTold = await runner.hasTable('breaking_migration');
    return countPending(await runner.query(isTold ? HAD : 'SELECT "name", NULL AS "breaksBefore" FROM "migrations"'));
  } finally {
    await runner.release();
  }
}

/**
 * Counts the migrations that are missing from those that a database has had. Later ones that this program does not know are
 * no hindrance where they break no program of its age, and where it lacks none. Source: decision 070.
 * Errors: a `StartError` where they are.
 */
export function countPending(had: readonly HadMigration[]): number {
  const known = new Set(MIGRATIONS.map(({ name }) => name));
  const pendingCount = MIGRATIONS.length - new Set(had.map(({ name }) => name).filter((name) => known.has(name))).size;
  const unknown = had.filter(({ name }) => !known.has(name));
  const inTheWay = pendingCount > 0 ? unknown : unknown.filter(({ breaksBefore }) => Number(breaksBefore) > NEWEST);
  if (inTheWay.length === 0) return pendingCount;
  throw new StartError(
    `The database is newer than this program: it has had migrations that this version cannot work with (${inTheWay.map(({ name }) => name).join(', ')}). Start the version that made them, or a later one.`,
  );
}

/**
 * Brings the database up to this program; several processes may try at once, and one of them does it.
 * Units: how many migrations it took. Errors: as `pendingMigrationCount`, and those of the driver; an `OutOfReachError` where
 * another process is not done in time.
 */
export async function migrate(database: DataSource, patience = COMMAND_PATIENCE): Promise<number> {
  if ((await pendingMigrationCount(database)) === 0) return 0;
  const patient = await openPatient(database);
  try {
    return await migrateOnce(patient, patience);
  } finally {
    if (patient !== database) await patient.destroy();
  }
}

/** An index of millions of rows takes longer than any request may. Shape: where there is no such limit, the same. */
async function openPatient(database: DataSource): Promise<DataSource> {
  const options = withoutTimeLimits(database.options);
  return options === database.options ? database : new DataSource(options).initialize();
}

async function migrateOnce(database: DataSource, patience: MigrationPatience): Promise<number> {
  let heldSince: number | null = null;
  for (let tries = 1; ; ) {
    try {
      return await migrateAlone(database, patience);
    } catch (error) {
      if (isOfHeldTable(error)) {
        if (heldSince === null) patience.tell('Waiting for a table that somebody else holds, such as a backup.');
        heldSince ??= performance.now();
        if (performance.now() - heldSince > patience.tablesMs) throw error;
        await delay(TABLE_PAUSE_MS * (1 + Math.random())); // Not in step with others that try.
      } else {
        if (tries >= TRIES || !isOfAnother(error)) throw error;
        tries += 1;
        await delay(PAUSE_MS); // Then nothing will be pending in a moment.
      }
    }
  }
}

/** Whether somebody held a table for too long. Source: PostgreSQL, appendix A. */
function isOfHeldTable(error: unknown): boolean {
  return [...causesOf(error)].some(({ code }) => code === '55P03');
}

/** Whether a failure may come of another process that migrates at the same time. Another try may pass then, and then alone. */
function isOfAnother(error: unknown): boolean {
  return failureOf(error) === 'RETRY' || (error instanceof Error && MADE_BY_ANOTHER.test(error.message));
}

/** Errors: an `OutOfReachError` where another process has the lock for longer than is waited. */
async function takeLock(runner: QueryRunner, lock: string, { othersMs, tell }: MigrationPatience): Promise<void> {
  const deadline = performance.now() + othersMs;
  for (let looks = 1; ; looks += 1) {
    const [{ isMine }] = await runner.query(lock);
    if (isMine) return;
    if (performance.now() > deadline) {
      throw new OutOfReachError('Another process migrates the database: end it where it is stuck.');
    }
    if (looks === UNTOLD_LOOKS) tell('Waiting for another process that migrates the database.');
    await delay(LOOK_MS);
  }
}

async function migrateAlone(database: DataSource, patience: MigrationPatience): Promise<number> {
  const { lock, before, after, transaction } =
    AROUND_MIGRATIONS[database.options.type === 'postgres' ? 'postgres' : 'sqlite'];
  const runner = database.createQueryRunner();
  try {
    if (lock !== null) await takeLock(runner, lock, patience);
    for (const statement of before) await runner.query(statement);
    if ((await pendingMigrationCount(database)) === 0) return 0;
    // On this connection: one of its own it would keep where it fails early.
    const executor = new MigrationExecutor(database, runner);
    executor.transaction = transaction;
    return (await executor.executePendingMigrations()).length;
  } finally {
    // Where the connection is gone, so is its lock.
    for (const statement of after) await runner.query(statement).catch(() => undefined);
    await runner.release();
  }
}
