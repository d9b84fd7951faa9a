import { DataSource } from 'typeorm';
import type { DatabaseLocation } from '../SettingReader';
import type { RunSql, Storage, Transaction } from '../storage/Storage';
import { openingError } from './failures';
import { countPending, MIGRATIONS } from './migrations';
import { type Engine, type Entities, openReader, openWriter, type Reader, writerOptions } from './options';
import type { Writer } from './Writer';

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
  ) {
    this.writes = openWriter(engine, writer);
  }

  /** Opens the database. Errors: a `StartError` with one sentence. */
  static async open(location: DatabaseLocation, entities: Entities): Promise<Database> {
    const writer = new DataSource(writerOptions(location, entities, MIGRATIONS));
    try {
      await writer.initialize();
      return new Database(location.engine, writer, openReader(location, writer));
    } catch (error) {
      if (writer.isInitialized) await writer.destroy();
      throw openingError(placeOf(location), error);
    }
  }

  readonly sql: RunSql = (sql, values, planName) => this.reader.sql(sql, values, planName);

  write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.writes.write(work);
  }

  /** Whether the database answers and is of this program's version. */
  async isReady(): Promise<boolean> {
    try {
      return countPending(await this.sql('SELECT "name" FROM "migrations"', [])) === 0;
    } catch {
      return false; // Out of reach, not migrated, or newer: whichever it is, it cannot be served from.
    }
  }

  /** Waits for running writes and closes the connections; SQLite's log is written back into its file. */
  async close(): Promise<void> {
    await this.writes.idle();
    this.reader.close();
    if (this.writer.isInitialized) await this.writer.destroy();
  }
}

function placeOf(location: DatabaseLocation): string {
  if (location.engine === 'sqlite') return location.file;
  const { host, pathname } = new URL(location.url);
  return `${host}${pathname}`;
}
