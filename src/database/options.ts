import { chmodSync, existsSync } from 'node:fs';
import type { DataSource, DataSourceOptions, MigrationInterface } from 'typeorm';
import { AuditEvent } from '../audit/AuditEvent';
import type { DatabaseLocation } from '../config';
import { ApiKey } from '../keys/ApiKey';
import { Membership } from '../members/Membership';
import { User } from '../members/User';
import { RevokedToken } from '../oauth/RevokedToken';
import { SigningKey } from '../oauth/SigningKey';
import { Organization } from '../organizations/Organization';
import { Process } from '../processes/Process';
import type { RunSql, SqlValue } from '../storage/storage';
import { type PrepareConnection, SqliteReader } from './SqliteReader';
import { silentLogger } from './silentLogger';

/** The two engines. This file is the only one that tells them apart. */
export type Engine = 'sqlite' | 'postgres';

/** Every entity of the database. */
export const ENTITIES = [Organization, User, Membership, Process, ApiKey, AuditEvent, SigningKey, RevokedToken];

/** Units: milliseconds that SQLite itself waits for another process's write before it says that it is busy. */
const SQLITE_BUSY_MS = 20;
/** Units: milliseconds that PostgreSQL gives one statement, and the pool gives a request for a connection. */
const STATEMENT_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 3_000;
/** Units: connections of one server process to PostgreSQL. */
const POOL_SIZE = 10;

/** The options of the connection that writes, and on PostgreSQL also reads. */
export function writerOptions(
  location: DatabaseLocation,
  migrations: readonly (new () => MigrationInterface)[],
): DataSourceOptions {
  const shared = { entities: ENTITIES, migrations: [...migrations], synchronize: false, logger: silentLogger };
  if (location.engine === 'postgres') return postgresOptions(location.url, shared);
  return { ...sqliteOptions(location.file, shared), enableWAL: true };
}

/** The connection for reading: on SQLite one of its own, on PostgreSQL any of the pool that also writes. */
export interface Reader {
  readonly sql: RunSql;
  close(): void;
}

/** Opens the connection for reading. Errors: those of the driver. */
export function openReader(location: DatabaseLocation, writer: DataSource): Reader {
  if (location.engine === 'sqlite') {
    const { file } = location;
    return new SqliteReader(file, SQLITE_BUSY_MS, prepareSqlite(file), (sql) => prepareText('sqlite', sql));
  }
  // The pool is the writer's, and closed with it.
  return { sql: (sql, values) => writer.query(sql, [...values]), close: () => undefined };
}

/** The statement that opens a write transaction. Source: decision 013. */
export const BEGIN: Readonly<Record<Engine, string>> = {
  sqlite: 'BEGIN IMMEDIATE',
  postgres: 'BEGIN ISOLATION LEVEL SERIALIZABLE',
};

/** The statements around migrations: one process at a time where the engine can say so, and keys checked afterwards. */
export const AROUND_MIGRATIONS: Readonly<Record<Engine, { before: string | null; after: string }>> = {
  sqlite: { before: null, after: 'PRAGMA foreign_keys = ON' },
  postgres: { before: 'SELECT pg_advisory_lock(7103)', after: 'SELECT pg_advisory_unlock_all()' },
};

/** Whether an engine leaves it to us that writes wait for one another. Source: decision 013. */
export const WRITES_QUEUE_HERE: Readonly<Record<Engine, boolean>> = { sqlite: true, postgres: false };

/** A statement in the words of an engine. Shape: `order[n]` is the index of the value that its n-th place takes. */
export interface PreparedText {
  readonly text: string;
  readonly order: readonly number[];
}

/** Writes `$1`, `$2` … the way the engine's driver takes them. */
export function prepareText(engine: Engine, sql: string): PreparedText {
  const order: number[] = [];
  if (engine === 'postgres') return { text: sql, order };
  const text = sql.replace(/\$(\d+)/g, (_match, position) => {
    order.push(Number(position) - 1);
    return '?';
  });
  return { text, order };
}

/** The values of a statement in the order in which the engine's driver takes them. */
export function orderValues({ order }: PreparedText, values: readonly SqlValue[]): SqlValue[] {
  return order.length === 0 ? [...values] : order.map((index) => values[index] ?? null);
}

function sqliteOptions<Shared extends object>(file: string, shared: Shared) {
  return {
    ...shared,
    type: 'better-sqlite3' as const,
    database: file,
    timeout: SQLITE_BUSY_MS,
    prepareDatabase: prepareSqlite(file),
  };
}

function prepareSqlite(file: string): PrepareConnection {
  return (connection) => {
    if (existsSync(file)) chmodSync(file, 0o600);
    connection.pragma('synchronous = FULL');
    connection.pragma('trusted_schema = OFF');
    connection.pragma('foreign_keys = ON');
  };
}

function postgresOptions<Shared extends object>(url: string, shared: Shared) {
  return {
    ...shared,
    type: 'postgres' as const,
    url,
    parseInt8: true,
    poolSize: POOL_SIZE,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    applicationName: 'latchkey',
    installExtensions: false,
    // Dead pool connections are told to the log by the next statement; without a listener they would end the process.
    poolErrorHandler: (): void => undefined,
    extra: {
      statement_timeout: STATEMENT_TIMEOUT_MS,
      // A little later the client gives up by itself: a server that is frozen cannot.
      query_timeout: STATEMENT_TIMEOUT_MS + 500,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
      // A listener that stays: pool and TypeORM take theirs off and on, and a failure in between would end the process.
      onConnect: (client: { on(event: 'error', listener: () => void): void }) => {
        client.on('error', () => undefined);
      },
    },
  };
}
