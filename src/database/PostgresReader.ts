import { setImmediate } from 'node:timers/promises';
import type { Pool, QueryConfig } from 'pg';
import type { RunSql, SqlValue } from '../storage/Storage';
import type { Rows } from './ReadMemory';

/**
 * Reads PostgreSQL over a pool. Identical queries of one event-loop turn are sent once, after the turn. No result is older
 * than its query. Source: decision 037.
 */
export class PostgresReader {
  /** The queries to be sent at the end of this turn. Shape: by statement and values. */
  private questions = new Map<string, Promise<Rows>>();
  private endOfTurn: Promise<void> | null = null;

  /** @param pool opened and closed by the caller */
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

  private async ask(question: QueryConfig): Promise<Rows> {
    this.endOfTurn ??= this.untilTurnEnds();
    await this.endOfTurn;
    const { rows } = await this.pool.query(question);
    for (const row of rows) Object.freeze(row); // Several requests may get the same row.
    return Object.freeze(rows);
  }

  private async untilTurnEnds(): Promise<void> {
    await setImmediate();
    // A query of a later request must be sent anew: it may have come in after these were sent.
    this.endOfTurn = null;
    this.questions = new Map();
  }
}
