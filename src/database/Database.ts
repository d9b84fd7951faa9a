import { setTimeout as delay } from 'node:timers/promises';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import type { DatabaseLocation } from '../config';
import type { RunSql, SqlValue, Storage, Transaction } from '../storage/storage';
import { failureOf, openingError } from './failures';
import { countPending, MIGRATIONS } from './migrations';
import {
  BEGIN,
  type Engine,
  openReader,
  orderValues,
  type PreparedText,
  prepareText,
  type Reader,
  WRITES_QUEUE_HERE,
  writerOptions,
} from './options';

/** Units: milliseconds that a write keeps trying while others are in its way. */
const WRITE_PATIENCE_MS = 8_000;
/** Units: statements whose text is remembered. */
const MAX_TEXTS = 500;
/** Units: milliseconds between two tries at most. */
const MAX_PAUSE_MS = 100;

/**
 * The database of one server process: the storage port, and the connections behind it.
 * Writes: on SQLite one at a time, on a connection that no reader shares; on PostgreSQL serializable, run again when
 * another got in the way. Either way a write is alone, as far as it can see. Source: decisions 012 and 013.
 */
export class Database implements Storage {
  private lastWrite: Promise<unknown> = Promise.resolve();
  private readonly texts = new Map<string, PreparedText>();

  private constructor(
    readonly engine: Engine,
    readonly writer: DataSource,
    private readonly reader: Reader,
  ) {}

  /** Opens the database. Errors: a `StartError` with one sentence. */
  static async open(location: DatabaseLocation): Promise<Database> {
    const writer = new DataSource(writerOptions(location, MIGRATIONS));
    try {
      await writer.initialize();
      return new Database(location.engine, writer, openReader(location, writer));
    } catch (error) {
      if (writer.isInitialized) await writer.destroy();
      throw openingError(placeOf(location), error);
    }
  }

  readonly sql: RunSql = (sql, values) => this.reader.sql(sql, values);

  async write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    if (!WRITES_QUEUE_HERE[this.engine]) return this.writeUntilDone(work);
    const turn = this.lastWrite.then(() => this.writeUntilDone(work));
    this.lastWrite = turn.catch(() => undefined); // The failure is the caller's; the next write only waits for its end.
    return turn;
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
    await this.lastWrite;
    this.reader.close();
    if (this.writer.isInitialized) await this.writer.destroy();
  }

  private async run<Row>(manager: EntityManager, sql: string, values: readonly SqlValue[]): Promise<Row[]> {
    let prepared = this.texts.get(sql);
    if (!prepared) {
      if (this.texts.size >= MAX_TEXTS) this.texts.clear();
      prepared = prepareText(this.engine, sql);
      this.texts.set(sql, prepared);
    }
    return manager.query(prepared.text, orderValues(prepared, values));
  }

  private async writeUntilDone<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const deadline = Date.now() + WRITE_PATIENCE_MS;
    for (let pause = 2; ; pause = Math.min(pause * 2, MAX_PAUSE_MS)) {
      try {
        return await this.writeOnce(work);
      } catch (error) {
        if (failureOf(error) !== 'RETRY' || Date.now() > deadline) throw error;
        await delay(pause * (0.5 + Math.random() / 2));
      }
    }
  }

  private async writeOnce<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const runner = this.writer.createQueryRunner();
    try {
      await runner.query(BEGIN[this.engine]);
      try {
        const { manager } = runner;
        const result = await work({ manager, sql: (sql, values) => this.run(manager, sql, values) });
        await runner.query('COMMIT');
        return result;
      } catch (error) {
        await rollBack(runner);
        throw error;
      }
    } finally {
      await runner.release();
    }
  }
}

/** A rollback that fails means that the connection, and the transaction with it, is gone already. */
async function rollBack(runner: QueryRunner): Promise<void> {
  try {
    await runner.query('ROLLBACK');
  } catch (error) {
    if (failureOf(error) === 'FAULT' && !/no transaction is active/.test(String(error))) throw error;
  }
}

function placeOf(location: DatabaseLocation): string {
  if (location.engine === 'sqlite') return location.file;
  const { host, pathname } = new URL(location.url);
  return `${host}${pathname}`;
}
