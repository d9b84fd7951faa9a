import BetterSqlite3 from 'better-sqlite3';
import { defaults } from 'pg';
import { sqlOf } from '../backups/sqliteCopy';
import { fileAt } from '../database/fileAt';
import { PostgresReader } from '../database/PostgresReader';
import { openReaderPool, postgresWriterOptions } from '../database/postgresOptions';
import { realPathOf } from '../database/realPathOf';
import type { DatabaseLocation } from '../SettingReader';
import type { RunSql } from '../storage/Storage';

/** Units: milliseconds that a question waits for another process's write. */
const BUSY_MS = 5_000;

/** A database that is open for looking. */
export interface Look {
  readonly sql: RunSql;
  close(): Promise<void>;
}

/**
 * Opens a database for looking. Nothing is made, migrated or written, whether a server is up or down.
 * Errors: those of the driver, and a `StartError` for a file that the address of PostgreSQL names.
 */
export async function openLook(location: DatabaseLocation): Promise<Look> {
  return location.engine === 'sqlite' ? lookAtSqlite(location.file) : lookAtPostgres(location);
}

/**
 * A connection that only reads leaves `-wal` and `-shm` behind where there were none; the last one to close that could write
 * takes them away again, by SQLite's own locks. Where they are there, they belong to a server, or to one that was killed.
 */
function lookAtSqlite(file: string): Look {
  const isInUse = fileAt(`${realPathOf(file)}-wal`) !== null;
  const connection = new BetterSqlite3(file, { readonly: isInUse, fileMustExist: true, timeout: BUSY_MS });
  try {
    connection.pragma('query_only = ON');
    connection.pragma('trusted_schema = OFF');
    connection.prepare('SELECT COUNT(*) FROM "sqlite_master"').get(); // The file is opened by the first read.
  } catch (error) {
    connection.close();
    throw error;
  }
  return {
    sql: sqlOf(connection),
    close: async () => {
      connection.close();
    },
  };
}

async function lookAtPostgres(location: Extract<DatabaseLocation, { readonly engine: 'postgres' }>): Promise<Look> {
  defaults.parseInt8 = true; // As the server has it.
  const pool = openReaderPool(location, postgresWriterOptions(location, {}));
  const { sql } = new PostgresReader(pool);
  try {
    await sql('SELECT 1', []);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return { sql, close: () => pool.end() };
}
