import { setImmediate } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import type { RunSql, SqlValue } from '../storage/storage';
import { ReadMemory, type Rows } from './ReadMemory';

/** Prepares a connection before it is used. */
export type PrepareConnection = (connection: BetterSqlite3.Database) => void;

/** Units: milliseconds of reading after which other requests have a turn: the driver itself never waits. */
const MAX_BUSY_MS = 5;
/** Units: statements that are kept prepared. */
const MAX_STATEMENTS = 200;

interface PreparedRead {
  readonly statement: BetterSqlite3.Statement;
  readonly columns: readonly string[];
  /** The index of the value that each place of the statement takes. */
  readonly order: readonly number[];
}

/**
 * SQLite's connection for reading: it cannot write, and sees nothing of a running write.
 * Rows are read as arrays and named here, which takes half the time that the driver takes for objects, and remembered
 * until the database changes. Source: decision 030.
 */
export class SqliteReader {
  private readonly connection: BetterSqlite3.Database;
  private readonly version: BetterSqlite3.Statement;
  private readonly memory = new ReadMemory();
  private busyMs = 0;
  private readonly prepared = new Map<string, PreparedRead>();

  /** Errors: those of the driver, e.g. where there is no such file. */
  constructor(
    file: string,
    busyMilliseconds: number,
    prepare: PrepareConnection,
    private readonly placesOf: (sql: string) => { text: string; order: readonly number[] },
  ) {
    this.connection = new BetterSqlite3(file, { readonly: true, fileMustExist: true, timeout: busyMilliseconds });
    prepare(this.connection);
    this.version = this.connection.prepare('PRAGMA data_version').pluck();
  }

  readonly sql: RunSql = async <Row>(sql: string, values: readonly SqlValue[]): Promise<readonly Row[]> => {
    // Asked for every question, since any process may have changed the file; it takes SQLite about a microsecond.
    this.memory.keepOnlyOf(this.version.get() as number);
    const asked = JSON.stringify(values); // No two lists of values have the same text.
    // Read and kept in one go: whoever waits in between may keep what is out of date under a newer version.
    const rows = this.memory.find(sql, asked) ?? this.memory.keep(sql, asked, this.read(sql, values));
    if (this.busyMs > MAX_BUSY_MS) {
      this.busyMs = 0;
      await setImmediate();
    }
    return rows as readonly Row[]; // The caller knows what it selected.
  };

  /** Closes the connection. */
  close(): void {
    this.connection.close();
  }

  private read(sql: string, values: readonly SqlValue[]): Rows {
    const { statement, columns, order } = this.prepare(sql);
    const start = performance.now();
    const rows = statement.all(...order.map((index) => values[index])) as SqlValue[][]; // `raw` makes them arrays.
    this.busyMs += performance.now() - start;
    return rows.map((row) => nameColumns(columns, row));
  }

  private prepare(sql: string): PreparedRead {
    const known = this.prepared.get(sql);
    if (known) return known;
    const { text, order } = this.placesOf(sql);
    const statement = this.connection.prepare(text).raw();
    const made = { statement, columns: statement.columns().map(({ name }) => name), order };
    if (this.prepared.size >= MAX_STATEMENTS) this.prepared.clear();
    this.prepared.set(sql, made);
    return made;
  }
}

function nameColumns(columns: readonly string[], row: readonly SqlValue[]): Record<string, SqlValue> {
  const named: Record<string, SqlValue> = {};
  columns.forEach((column, index) => {
    named[column] = row[index] ?? null;
  });
  return named;
}
