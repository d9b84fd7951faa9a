import { setImmediate } from 'node:timers/promises';
import type BetterSqlite3 from 'better-sqlite3';
import type { RunSql, SqlValue } from '../storage/Storage';
import type { DatabaseFile } from './DatabaseFile';
import { ReadMemory, type Rows } from './ReadMemory';
import { SqliteStatements } from './SqliteStatements';
import type { ConnectionCounts } from './Writer';

/** Units: milliseconds of reading after which other requests have a turn: the driver itself never waits. */
const MAX_BUSY_MS = 5;

/**
 * SQLite's connection for reading: it cannot write, and sees nothing of a running write. What it read is remembered until
 * the database changes. Source: decisions 030 and 063.
 */
export class SqliteReader {
  private readonly statements: SqliteStatements;
  private readonly version: () => SqlValue;
  private readonly memory = new ReadMemory();
  private busyMs = 0;

  /** @param connection opened for reading alone, and closed by the reader */
  constructor(
    private readonly connection: BetterSqlite3.Database,
    placesOf: ConstructorParameters<typeof SqliteStatements>[1],
    private readonly file: DatabaseFile,
  ) {
    this.statements = new SqliteStatements(connection, placesOf, file);
    this.version = this.statements.reader('PRAGMA data_version');
    this.version();
    file.assertThere(); // Both connections have the same files open.
  }

  readonly sql: RunSql = async <Row>(sql: string, values: readonly SqlValue[]): Promise<readonly Row[]> => {
    this.file.assertThereOfLate();
    // Asked for every question, since any process may have changed the file; it takes SQLite about a microsecond.
    this.memory.keepOnlyOf(this.version() as number); // The pragma answers with a number.
    const asked = JSON.stringify(values); // No two lists of values have the same text.
    // Read and kept in one go: whoever waits in between may keep what is out of date under a newer version.
    const rows = this.memory.find(sql, asked) ?? this.memory.keep(sql, asked, this.read(sql, values));
    if (this.busyMs > MAX_BUSY_MS) {
      this.busyMs = 0;
      await setImmediate();
    }
    return rows as readonly Row[]; // The caller knows what it selected.
  };

  /** It reads within a turn: nobody finds it busy, or waits. */
  connections(): ConnectionCounts {
    return { busy: 0, idle: 1, waiting: 0 };
  }

  /** Closes the connection. */
  close(): void {
    this.connection.close();
  }

  private read(sql: string, values: readonly SqlValue[]): Rows {
    const start = performance.now();
    const rows = this.statements.run(sql, values);
    this.busyMs += performance.now() - start;
    return rows;
  }
}
