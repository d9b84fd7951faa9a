import type { Client } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';
import type { RunSql } from '../storage/Storage';
import { failureOf, isUniqueViolation } from './failures';
import { pauseAfter, type Work, WRITE_PATIENCE_MS, type Writer } from './Writer';

const BEGIN = 'BEGIN ISOLATION LEVEL SERIALIZABLE';

/** Writes to PostgreSQL: any number at once, and run again where one got into another's way. Source: decision 013. */
export class PostgresWriter implements Writer {
  constructor(private readonly source: DataSource) {}

  async write<T>(work: Work<T>): Promise<T> {
    const deadline = Date.now() + WRITE_PATIENCE_MS;
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.writeOnce(work);
      } catch (error) {
        if (!isWorthAnother(error, tries) || Date.now() > deadline) throw error;
        await pauseAfter(tries);
      }
    }
  }

  async idle(): Promise<void> {
    // The pool waits for its own connections when it is closed.
  }

  private async writeOnce<T>(work: Work<T>): Promise<T> {
    const runner = this.source.createQueryRunner();
    try {
      const client: Client = await runner.connect(); // The driver's own; TypeORM does not say so.
      try {
        await runner.query(BEGIN);
        const { manager } = runner;
        const sql: RunSql = async (text, values) => (await runner.query(text, [...values], true)).records;
        const result = await work({ manager, sql });
        await runner.query('COMMIT');
        return result;
      } catch (error) {
        await rollBack(runner, client);
        throw error;
      }
    } finally {
      await runner.release();
    }
  }
}

/**
 * Whether another try may end otherwise. A unique violation may come of a commit that the transaction does not see, though
 * it looked first: the second try sees it. Source: PostgreSQL, section 13.2.3.
 */
function isWorthAnother(error: unknown, tries: number): boolean {
  return failureOf(error) === 'RETRY' || (tries === 1 && isUniqueViolation(error));
}

/** Rolls the transaction back. Errors: none; the caller throws the original error. */
async function rollBack(runner: QueryRunner, client: Client): Promise<void> {
  try {
    await runner.query('ROLLBACK');
  } catch {
    // The connection is gone or does not answer. Its transaction may still run, and a later read on it would see old rows.
    // Ending the connection ends the transaction, and the pool never hands the connection out again.
    client.end().catch(() => undefined);
  }
}
