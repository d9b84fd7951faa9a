import { setImmediate } from 'node:timers/promises';
import type { Pool, QueryConfig } from 'pg';
import type { RunSql, SqlValue } from '../storage/Storage';
import type { Rows } from './ReadMemory';

/**
 * Reads of PostgreSQL, over any connection of a pool. A question that is asked several times in one turn of the event loop
 * is sent once, when the turn is over, and so later than whoever asks it came in: no answer is older than its question.
 * Source: decision 037.
 */
export class PostgresReader {
  /** What is to be sent when this turn is over. Shape: by statement and values. */
  private questions = new Map<string, Promise<Rows>>();
  private endOfTurn: Promise<void> | null = null;

  /** @param pool closed by whoever opened it */
  constructor(private readonly pool: Pick<Pool, 'query'>) {}

  readonly sql: RunSql = async <Row>(
    sql: string,
    values: readonly SqlValue[],
    planName?: string,
  ): Promise<readonly Row[]> => {
    const question = `${JSON.stringify(values)} ${sql}`; // No two lists of values have the same text.
    const asked = this.questions.get(question) ?? this.ask({ text: sql, values: [...values], name: planName });
    this.questions.set(question, asked);
    return (await asked) as readonly Row[]; // The caller knows what it selected.
  };

  /** The pool is not the reader's. */
  close(): void {}

  private async ask(question: QueryConfig): Promise<Rows> {
    this.endOfTurn ??= this.untilTurnEnds();
    await this.endOfTurn;
    const { rows } = await this.pool.query(question);
    for (const row of rows) Object.freeze(row); // Others may be handed the same.
    return Object.freeze(rows);
  }

  private async untilTurnEnds(): Promise<void> {
    await setImmediate();
    // From here on others are sent later: what is asked now may have come in after these have been.
    this.endOfTurn = null;
    this.questions = new Map();
  }
}
