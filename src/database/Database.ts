import { DataSource } from 'typeorm';
import type { GaugeReaders } from '../metrics/Gauges';
import { CONNECTION_STATES } from '../metrics/LABEL_VALUES';
import type { DatabaseLocation } from '../SettingReader';
import type { Isolation, RunSql, Storage, Transaction } from '../storage/Storage';
import { assertDatabaseFile } from './assertDatabaseFile';
import { assertEncoding } from './assertEncoding';
import { assertVersion } from './assertVersion';
import type { DatabaseFile } from './DatabaseFile';
import { fileAt } from './fileAt';
import { HAD, type HadMigration } from './Migration';
import { countPending, MIGRATIONS } from './migrations';
import { openingError } from './openingError';
import {
  type Engine,
  type Entities,
  endConnections,
  openedFile,
  openReader,
  openWriter,
  type Reader,
  writerOptions,
} from './options';
import type { Writer } from './Writer';

/** Asks PostgreSQL for its clock. Shape: one row with `now`, in epoch milliseconds. */
export const POSTGRES_NOW = 'SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::float8 AS "now"';

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
    private readonly file: DatabaseFile | null,
    /** What whoever opened it should be told. Shape: sentences. */
    readonly warnings: readonly string[],
    /** The file that opening made. Shape: null where it was there. */
    readonly madeFile: string | null,
  ) {
    this.writes = openWriter(writer, file);
  }

  /**
   * Opens the database. Errors: a `StartError` with one sentence.
   * @param mayMake whether a file of SQLite's is made where there is none
   */
  static async open(location: DatabaseLocation, entities: Entities, mayMake = true): Promise<Database> {
    const warnings: string[] = [];
    let writer: DataSource | null = null;
    try {
      const isThere = location.engine === 'postgres' || assertDatabaseFile(location.file, mayMake);
      const before = location.engine === 'postgres' ? null : fileAt(location.file);
      writer = new DataSource(writerOptions(location, entities, MIGRATIONS, (warning) => warnings.push(warning)));
      await writer.initialize();
      assertVersion(writer);
      await assertEncoding(writer);
      const file = openedFile(location, writer, before);
      const reader = openReader(location, writer, file);
      return new Database(location.engine, writer, reader, file, warnings, isThere ? null : location.file);
    } catch (error) {
      if (writer) await endConnections(writer);
      throw openingError(location, error);
    }
  }

  readonly sql: RunSql = (sql, values, planName) => this.reader.sql(sql, values, planName);

  write<T>(work: (transaction: Transaction) => Promise<T>, isolation?: Isolation): Promise<T> {
    return this.writes.write(work, isolation);
  }

  /** Has it told, once, that the database is lost to this process. Shape: a sentence with the remedy. */
  tellLoss(tell: (sentence: string) => void): void {
    this.file?.tellLoss(tell);
  }

  /** Whether the database answers, is migrated, and has had no later migration that breaks this program. */
  async isReady(): Promise<boolean> {
    try {
      this.file?.assertThere();
      return countPending(await this.sql<HadMigration>(HAD, [])) === 0;
    } catch {
      return false; // Out of reach, not migrated, or too new: whichever it is, it cannot be served from.
    }
  }

  /** The gauges of this process's connections. */
  get gauges(): GaugeReaders {
    return {
      latchkey_database_connections: () => {
        const [reads, writes] = [this.reader.connections(), this.writes.connections()];
        return CONNECTION_STATES.map((state) => ({ labels: { state }, value: reads[state] + writes[state] }));
      },
      latchkey_write_queue: () => this.writes.connections().waiting,
    };
  }

  /** The clock of PostgreSQL; SQLite has none. Units: epoch milliseconds. */
  async now(): Promise<number> {
    const [row] = await this.sql<{ now: number }>(POSTGRES_NOW, []);
    return row?.now ?? Number.NaN;
  }

  /** Waits for running writes and closes the connections; SQLite's log is written back into its file, unless that is lost. */
  async close(): Promise<void> {
    await this.writes.idle();
    // The last connection to close writes back and deletes `-wal`; one that only reads cannot.
    if (!this.file?.isLostAtLast()) await this.reader.close();
    if (this.writer.isInitialized) await this.writer.destroy();
    this.reader.close();
  }
}
