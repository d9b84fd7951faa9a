import type { BigIntStats } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import type { DataSource, DataSourceOptions, MigrationInterface } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver';
import type { AbstractSqliteDriver } from 'typeorm/driver/sqlite-abstract/AbstractSqliteDriver';
import type { DatabaseLocation } from '../SettingReader';
import type { RunSql, SqlValue } from '../storage/Storage';
import { closeToOthers } from './closeToOthers';
import { DatabaseFile } from './DatabaseFile';
import { connectionsOf, type PostgresPool } from './PostgresPool';
import { PostgresReader } from './PostgresReader';
import { PostgresWriter } from './PostgresWriter';
import { openReaderPool, patientPostgresOptions, postgresWriterOptions } from './postgresOptions';
import { SqliteReader } from './SqliteReader';
import { SqliteStatements } from './SqliteStatements';
import { SqliteWriter } from './SqliteWriter';
import { silentLogger } from './silentLogger';
import type { ConnectionCounts, Writer } from './Writer';

/** The two engines. */
export type Engine = 'sqlite' | 'postgres';

/** The classes whose rows a database holds. */
// biome-ignore lint/complexity/noBannedTypes: TypeORM takes classes as functions.
export type Entities = readonly Function[];

/** Units: milliseconds that SQLite itself waits for another process's write before it says that it is busy. */
const SQLITE_BUSY_MS = 20;

/**
 * The options of the connection that writes; on PostgreSQL it is a pool.
 * Errors: a `StartError` where a file that the location names cannot be read.
 * @param warn is told of a file that others may read
 */
export function writerOptions(
  location: DatabaseLocation,
  entities: Entities,
  migrations: readonly (new () => MigrationInterface)[],
  warn: (sentence: string) => void = () => undefined,
): DataSourceOptions {
  const shared = { entities: [...entities], migrations: [...migrations], synchronize: false, logger: silentLogger };
  if (location.engine === 'postgres') return postgresWriterOptions(location, shared);
  return { ...sqliteOptions(location.file, shared, warn), enableWAL: true };
}

/** The same options without a limit to the time of a statement. Shape: the very same where they have none. */
export function withoutTimeLimits(options: DataSourceOptions): DataSourceOptions {
  return options.type === 'postgres' ? patientPostgresOptions(options) : options;
}

/** What reads, on connections of its own: no write that waits keeps it waiting. */
export interface Reader {
  readonly sql: RunSql;
  /** What of its connections is in use now. */
  connections(): ConnectionCounts;
  close(): Promise<void> | void; // SQLite's is closed at once.
}

/**
 * The file that a connection has open. Shape: null on PostgreSQL. Errors: those of the driver, and of the file.
 * @param before the file as it was before the connection was opened; null where it was not there
 */
export function openedFile(
  location: DatabaseLocation,
  writer: DataSource,
  before: BigIntStats | null,
): DatabaseFile | null {
  if (location.engine === 'postgres') return null;
  const connection = sqliteConnection(writer);
  connection.prepare('SELECT COUNT(*) FROM "sqlite_master"').get(); // The first read opens what is beside the file.
  return new DatabaseFile(location.file, connection, before);
}

/** Opens the connection for reading. Errors: those of the driver. */
export function openReader(location: DatabaseLocation, writer: DataSource, opened: DatabaseFile | null): Reader {
  if (location.engine === 'postgres') return postgresReader(openReaderPool(location, writer.options));
  const { file } = location;
  const connection = new BetterSqlite3(file, { readonly: true, fileMustExist: true, timeout: SQLITE_BUSY_MS });
  prepareSqlite(connection);
  return new SqliteReader(connection, sqliteText, opened as DatabaseFile); // Only PostgreSQL has none: see `openedFile`.
}

function postgresReader(pool: PostgresPool): Reader {
  return {
    sql: new PostgresReader(pool).sql,
    connections: () => connectionsOf(pool),
    close: async () => {
      if (!pool.ending) await pool.end();
    },
  };
}

/** Ends what was opened, also where opening broke off half-way. */
export async function endConnections(writer: DataSource): Promise<void> {
  if (writer.isInitialized) return writer.destroy();
  if (writer.options.type === 'postgres') await (writer.driver as PostgresDriver).master?.end();
  else (writer.driver as AbstractSqliteDriver).databaseConnection?.close(); // There is no third driver: see `writerOptions`.
}

/** Opens the way for writes, over the connection that writes. */
export function openWriter(source: DataSource, file: DatabaseFile | null): Writer {
  if (file === null) return new PostgresWriter(source);
  const { manager } = source.createQueryRunner();
  const statements = new SqliteStatements(sqliteConnection(source), sqliteText, file);
  const sql: RunSql = async <Row>(text: string, values: readonly SqlValue[]) =>
    statements.run(text, values) as readonly Row[]; // The caller knows what it selected.
  return new SqliteWriter({ manager, sql }, () => statements.changeCount(), file);
}

function sqliteConnection({ driver }: DataSource): BetterSqlite3.Database {
  return (driver as AbstractSqliteDriver).databaseConnection; // The driver of SQLite: see `writerOptions`.
}

/** What keeps migrations to one process at a time. */
interface AroundMigrations {
  /** Takes a lock or does not wait for it. Shape: one row, with `isMine`; null where the engine has none. */
  readonly lock: string | null;
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Where nothing else keeps others out, one transaction of all does. */
  readonly transaction: 'all' | 'each';
}

/** Keeps what undoes a statement in memory: a file of its own takes as many writes as the statement itself, and more. */
const WITHOUT_TEMPORARY_FILES = 'PRAGMA temp_store = MEMORY';

/** The statements around migrations: one process at a time, and keys checked afterwards. */
export const AROUND_MIGRATIONS: Readonly<Record<Engine, AroundMigrations>> = {
  sqlite: {
    lock: null,
    before: ['PRAGMA temp_store = FILE'], // An index of millions of rows is sorted outside of memory.
    after: ['PRAGMA foreign_keys = ON', WITHOUT_TEMPORARY_FILES],
    transaction: 'all',
  },
  postgres: {
    lock: 'SELECT pg_try_advisory_lock(7103) AS "isMine"',
    // A statement that waits for a table keeps out everybody who comes after it: older processes serve meanwhile.
    before: ["SET lock_timeout = '200ms'"],
    after: ['SELECT pg_advisory_unlock_all()'],
    transaction: 'each',
  },
};

/** Writes `$1`, `$2` … the way SQLite's driver takes them. */
export function sqliteText(sql: string): { text: string; order: readonly number[] } {
  const order: number[] = [];
  const text = sql.replace(/\$(\d+)/g, (_match, position) => {
    order.push(Number(position) - 1);
    return '?';
  });
  return { text, order };
}

function sqliteOptions<Shared extends object>(file: string, shared: Shared, warn: (sentence: string) => void) {
  return {
    ...shared,
    type: 'better-sqlite3' as const,
    database: file,
    timeout: SQLITE_BUSY_MS,
    prepareDatabase: (connection: BetterSqlite3.Database) => {
      const warning = closeToOthers(file); // First: what SQLite puts beside the file gets the same mode.
      if (warning !== null) warn(warning);
      prepareSqlite(connection);
      connection.exec(WITHOUT_TEMPORARY_FILES);
    },
  };
}

function prepareSqlite(connection: BetterSqlite3.Database): void {
  connection.pragma('synchronous = FULL');
  connection.pragma('trusted_schema = OFF');
  connection.pragma('foreign_keys = ON');
  connection.pragma('recursive_triggers = ON'); // Otherwise INSERT OR REPLACE removes rows without asking the triggers.
}
