import { setImmediate } from 'node:timers/promises';
import { AppError } from '../errors';
import type { Transaction } from '../storage/Storage';
import type { DatabaseFile } from './DatabaseFile';
import { failureOf, StatementError } from './failures';
import { type ConnectionCounts, pauseAfter, type Work, WRITE_PATIENCE_MS, type Writer } from './Writer';

/** Units: writes that may wait for their turn; more are told to come back. */
const MAX_WAITING = 1_000;
/** Units: writes that share one transaction at most: while they run, nothing else does. */
const MAX_GROUP = 32;

interface Waiting {
  /** Units: epoch milliseconds. */
  readonly deadline: number;
  /** Runs the work; the outcome, a refusal included, is told by the function that it answers with. */
  readonly run: (transaction: Transaction) => Promise<() => void>;
  readonly fail: (error: unknown) => void;
}

/**
 * Writes to SQLite: one at a time, on a connection that no reader shares. Writes that wait at the same time are
 * committed together: each sees those before it and nothing else, and learns how it ended once the disk has all of them,
 * in the file that is in its place. Where one fails after it wrote something, all are undone, and each is tried alone.
 * Source: decisions 013, 031, 063 and 119.
 */
export class SqliteWriter implements Writer {
  private waiting: Waiting[] = [];
  private running: Promise<void> | null = null;

  /**
   * @param transaction on the connection that writes; statements outside of any work are the writer's own
   * @param changeCount how many rows that connection has changed so far. Shape: null where it has no transaction open
   */
  constructor(
    private readonly transaction: Transaction,
    private readonly changeCount: () => number | null,
    private readonly file: Pick<DatabaseFile, 'assertThere' | 'assertThereOfLate' | 'causeOf'>,
  ) {}

  /** Errors: those of the work; `SERVICE_UNAVAILABLE` where too many writes wait, or for too long. */
  async write<T>(work: Work<T>): Promise<T> {
    if (this.waiting.length >= MAX_WAITING) throw new AppError('SERVICE_UNAVAILABLE');
    return new Promise<T>((resolve, reject) => {
      const run = async (transaction: Transaction): Promise<() => void> => {
        const result = await work(transaction);
        return () => resolve(result);
      };
      this.waiting.push({ deadline: performance.now() + WRITE_PATIENCE_MS, run, fail: reject });
      this.running ??= this.runAll();
    });
  }

  async idle(): Promise<void> {
    await this.running;
  }

  connections(): ConnectionCounts {
    const busy = this.running === null ? 0 : 1;
    return { busy, idle: 1 - busy, waiting: this.waiting.length };
  }

  private async runAll(): Promise<void> {
    while (this.waiting.length > 0) {
      await setImmediate(); // Whoever asked in the same turn comes along.
      await this.runGroup(inTime(this.waiting.splice(0, MAX_GROUP), () => new AppError('SERVICE_UNAVAILABLE')));
    }
    this.running = null;
  }

  /** Runs writes until each has an outcome. */
  private async runGroup(group: readonly Waiting[]): Promise<void> {
    let left = group;
    for (let tries = 1; left.length > 0; tries += 1) {
      try {
        for (const tell of await this.commit(left)) tell();
        return;
      } catch (error) {
        left = await this.afterFailure(error, left);
        if (left.length > 0) await pauseAfter(tries);
      }
    }
  }

  /** What is left to be tried again, together. */
  private async afterFailure(error: unknown, group: readonly Waiting[]): Promise<Waiting[]> {
    if (failureOf(error) === 'RETRY') return inTime(group, () => error);
    if (group.length === 1) {
      group[0]?.fail(error);
      return [];
    }
    // One of them failed in a way that undid the others, or left something written: each tries for itself.
    for (const each of group) await this.runGroup([each]);
    return [];
  }

  /**
   * Runs writes in one transaction. Shape: how to tell each its outcome.
   * Errors: nothing of any of them was written.
   */
  private async commit(group: readonly Waiting[]): Promise<(() => void)[]> {
    const outcomes: (() => void)[] = [];
    try {
      this.file.assertThereOfLate();
      await this.do('BEGIN IMMEDIATE');
      for (const each of group) outcomes.push(await this.runWithin(each));
      this.file.assertThere(); // Nothing is written into a file that nobody can open any more.
      await this.do('COMMIT');
      return this.vouchedFor(group, outcomes);
    } catch (error) {
      await this.undo();
      throw this.file.causeOf(error);
    }
  }

  /** Tells that writes were committed only where the file was in its place after that. They are not tried again. */
  private vouchedFor(group: readonly Waiting[], outcomes: (() => void)[]): (() => void)[] {
    try {
      this.file.assertThere();
      return outcomes;
    } catch (error) {
      const tellFailure = ({ fail }: Waiting) => fail.bind(null, error);
      return group.map(tellFailure);
    }
  }

  /**
   * Runs one write inside the transaction of its group. Errors: what may have left something written, what undid the
   * transaction of all, or what is worth a retry.
   */
  private async runWithin({ run, fail }: Waiting): Promise<() => void> {
    const before = this.changeCount();
    if (before === null) throw new StatementError({ message: 'A write ended the transaction of its group.' });
    try {
      return await run(this.transaction);
    } catch (thrown) {
      const error = this.file.causeOf(thrown); // What the entity manager met comes here alone.
      if (failureOf(error) === 'RETRY' || this.changeCount() !== before) throw error;
      return () => fail(error);
    }
  }

  /** SQLite may have ended the transaction by itself. */
  private async undo(): Promise<void> {
    try {
      await this.do('ROLLBACK');
    } catch {
      // What it had to do with is thrown by whoever asks.
    }
  }

  private async do(statement: string): Promise<void> {
    await this.transaction.sql(statement, []);
  }
}

/** Those that may still be tried; the others have waited for too long, and are told so. */
function inTime(group: readonly Waiting[], reason: () => unknown): Waiting[] {
  const now = performance.now();
  for (const { fail, deadline } of group) if (now > deadline) fail(reason());
  return group.filter(({ deadline }) => now <= deadline);
}
