import { setTimeout as delay } from 'node:timers/promises';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import type { DatabaseLocation } from '../config';
import { AppError } from '../errors';
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

/** Units: writes that may wait for their turn; more are told to come back. */
const MAX_WAITING_WRITES = 1_000;
/** Units: milliseconds that a write waits for its turn and keeps trying while others are in its way. */
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
  private waitingCount = 0;
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
    const deadline = Date.now() + WRITE_PATIENCE_MS;
    if (!WRITES_QUEUE_HERE[this.engine]) return this.writeUntil(deadline, work);
    if (this.waitingCount >= MAX_WAITING_WRITES) throw new AppError('SERVICE_UNAVAILABLE');
    this.waitingCount += 1;
    const turn = this.lastWrite.then(() => this.writeUntil(deadline, work));
    // The failure is the caller's; the next write only waits for its end.
    this.lastWrite = turn.then(
      () => this.endTurn(),
      () => this.endTurn(),
    );
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

  private endTurn(): void {
    this.waitingCount -= 1;
  }

  private async writeUntil<T>(deadline: number, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    if (Date.now() > deadline) throw new AppError('SERVICE_UNAVAILABLE');
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

async function rollBack(runner: QueryRunner): Promise<void> {
  try {
    await runner.query('ROLLBACK');
  } catch {
    // The connection is gone, and the transaction with it. The cause is thrown by whoever rolls back.
  }
}

function placeOf(location: DatabaseLocation): string {
  if (location.engine === 'sqlite') return location.file;
  const { host, pathname } = new URL(location.url);
  return `${host}${pathname}`;
}
