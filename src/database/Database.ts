import { DataSource } from 'typeorm';
import type { DatabaseLocation } from '../SettingReader';
import type { RunSql, Storage, Transaction } from '../storage/Storage';
import { assertVersion } from './assertVersion';
import { HAD, type HadMigration } from './Migration';
import { countPending, MIGRATIONS } from './migrations';
import { openingError } from './openingError';
import {
  type Engine,
  type Entities,
  endConnections,
  openReader,
  openWriter,
  type Reader,
  settle,
  writerOptions,
} from './options';
import type { Writer } from './Writer';

const NOW = 'SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::float8 AS "now"';

/**
 * The database of one server process: the storage port, and the connections behind it. Every write is alone, as far as
 * it can see. Source: decisions 012 and 013.
 */
export class Database implements Storage {
  private readonly writes: Writer;

  private constructor(
    readonly engine: Engine,
    readonly writer: DataSource,
    private readonly reader: Reader,
    /** What whoever opened it should be told. Shape: sentences. */
    readonly warnings: readonly string[],
  ) {
    this.writes = openWriter(engine, writer);
  }

  /** Opens the database. Errors: a `StartError` with one sentence. */
  static async open(location: DatabaseLocation, entities: Entities): Promise<Database> {
    const warnings: string[] = [];
    let writer: DataSource | null = null;
    try {
      const settled = await settle(location);
      writer = new DataSource(writerOptions(settled, entities, MIGRATIONS, (warning) => warnings.push(warning)));
      await writer.initialize();
      assertVersion(writer);
      return new Database(location.engine, writer, openReader(settled, writer), warnings);
    } catch (error) {
      if (writer) await endConnections(writer);
      throw openingError(location, error);
    }
  }

  readonly sql: RunSql = (sql, values, planName) => this.reader.sql(sql, values, planName);

  write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.writes.write(work);
  }

  /** Whether the database answers, is migrated, and has had no later migration that breaks this program. */
  async isReady(): Promise<boolean> {
    try {
      return countPending(await this.sql<HadMigration>(HAD, [])) === 0;
    } catch {
      return false; // Out of reach, not migrated, or too new: whichever it is, it cannot be served from.
    }
  }

  /** The clock of PostgreSQL; SQLite has none. Units: epoch milliseconds. */
  async now(): Promise<number> {
    const [row] = await this.sql<{ now: number }>(NOW, []);
    return row?.now ?? Number.NaN;
  }

  /** Waits for running writes and closes the connections; SQLite's log is written back into its file. */
  async close(): Promise<void> {
    await this.writes.idle();
    this.reader.close();
    if (this.writer.isInitialized) await this.writer.destroy();
  }
}
