import { defaults } from 'pg';
import type { DataSourceOptions } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions';
import type { DatabaseLocation } from '../SettingReader';
import { PostgresPool } from './PostgresPool';
import { PostgresServers } from './PostgresServers';
import type { SessionOptions } from './PostgresSession';

/** Units: milliseconds that PostgreSQL gives one statement, and the pool gives a request for a connection. */
const STATEMENT_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 3_000;
/** Units: seconds after which a session is opened anew, so that none outlives the server that it should be at for long. */
const SESSION_LIFETIME_SECONDS = 60;
/** Units: connections of one server process to PostgreSQL. */
const DEFAULT_CONNECTIONS = 10;
/** Units: connections of a migration: the one that holds the lock, and one that looks. */
const MIGRATION_CONNECTIONS = 2;

/** Where a PostgreSQL is. */
export type PostgresLocation = Extract<DatabaseLocation, { readonly engine: 'postgres' }>;

/**
 * The options of the pool that writes. Errors: a `StartError` where a file that the location names cannot be read.
 * Source: decision 068.
 */
export function postgresWriterOptions<Shared extends object>(location: PostgresLocation, shared: Shared) {
  const servers = new PostgresServers(location.url);
  const extra: SessionOptions = {
    servers,
    max: Math.floor((location.connectionCount ?? DEFAULT_CONNECTIONS) / 2),
    application_name: 'latchkey',
    statement_timeout: STATEMENT_TIMEOUT_MS,
    // A process that was stopped in a transaction keeps its locks no longer.
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    // A little later the client gives up by itself: a server that is frozen cannot.
    query_timeout: STATEMENT_TIMEOUT_MS + 500,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    maxLifetimeSeconds: SESSION_LIFETIME_SECONDS,
    keepAlive: true,
  };
  return {
    ...shared,
    type: 'postgres' as const,
    url: servers.current.connection.connectionString, // TypeORM takes the name of the database from it.
    driver: { Pool: PostgresPool, defaults },
    parseInt8: true,
    installExtensions: false,
    // Dead pool connections are told to the log by the next statement; without a listener they would end the process.
    poolErrorHandler: (): void => undefined,
    extra,
  };
}

/** Opens the pool that reads, at the server of the pool that writes. It connects when it is first asked. */
export function openReaderPool({ connectionCount }: PostgresLocation, writer: DataSourceOptions): PostgresPool {
  const { extra } = writer as PostgresDataSourceOptions & { extra: SessionOptions }; // Made by `postgresWriterOptions`.
  const pool = new PostgresPool({ ...extra, max: Math.ceil((connectionCount ?? DEFAULT_CONNECTIONS) / 2) });
  pool.on('error', () => undefined); // As `poolErrorHandler`.
  return pool;
}

/** The same options for migrations: no limit to the time of a statement, whatever role and database say. */
export function patientPostgresOptions(options: PostgresDataSourceOptions): PostgresDataSourceOptions {
  const timeless = {
    statement_timeout: 0,
    idle_in_transaction_session_timeout: 0,
    query_timeout: 0,
    isTimeless: true,
  };
  return { ...options, extra: { ...options.extra, ...timeless, max: MIGRATION_CONNECTIONS } };
}
