import type { Client } from 'pg';
import type { DataSource } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver';
import type { Isolation, RunSql } from '../storage/Storage';
import { endBackend } from './endBackend';
import { failureOf, isReadOnlySession, isUnanswered, isUniqueViolation, StatementError } from './failures';
import { connectionsOf } from './PostgresPool';
import type { PostgresSession } from './PostgresSession';
import { type ConnectionCounts, pauseAfter, type Work, WRITE_PATIENCE_MS, type Writer } from './Writer';

const BEGIN: Readonly<Record<Isolation, string>> = {
  SERIALIZABLE: 'BEGIN ISOLATION LEVEL SERIALIZABLE',
  READ_COMMITTED: 'BEGIN ISOLATION LEVEL READ COMMITTED',
};

/** Writes to PostgreSQL: any number at once, and run again where one got into another's way. Source: decision 013. */
export class PostgresWriter implements Writer {
  constructor(private readonly source: DataSource) {}

  async write<T>(work: Work<T>, isolation: Isolation = 'SERIALIZABLE'): Promise<T> {
    const deadline = performance.now() + WRITE_PATIENCE_MS;
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.writeOnce(work, BEGIN[isolation]);
      } catch (error) {
        if (!isWorthAnother(error, tries) || performance.now() > deadline) throw error;
        await pauseAfter(tries);
      }
    }
  }

  async idle(): Promise<void> {
    // The pool waits for its own connections when it is closed.
  }

  connections(): ConnectionCounts {
    return connectionsOf((this.source.driver as PostgresDriver).master); // Its pool is ours; the type says nothing of it.
  }

  private async writeOnce<T>(work: Work<T>, begin: string): Promise<T> {
    const runner = this.source.createQueryRunner();
    try {
      const session: PostgresSession = await runner.connect(); // Of our pool; TypeORM does not say so.
      try {
        await session.query(begin);
        const { manager } = runner;
        const sql: RunSql = async (text, values) => (await runner.query(text, [...values], true)).records;
        const result = await work({ manager, sql });
        await commit(session);
        return result;
      } catch (error) {
        await this.abandon(session, error);
        throw error;
      }
    } finally {
      await runner.release();
    }
  }

  /**
   * Ends the transaction, and with it the session where that is the fault, or does not answer: the pool hands it out no
   * more. Its transaction may still run, and a later read on it would see old rows.
   * Errors: none; the caller throws the original error.
   */
  private async abandon(session: PostgresSession, error: unknown): Promise<void> {
    if (failureOf(error) !== 'UNAVAILABLE') {
      try {
        await session.query('ROLLBACK');
        return;
      } catch {
        // Then the session is ended, too.
      }
    }
    if (isUnanswered(error)) void endBackend(session, (this.source.options as PostgresDataSourceOptions).extra);
    session.end().catch(() => undefined);
  }
}

/**
 * Whether another try may end otherwise. A unique violation may come of a commit that the transaction does not see, though
 * it looked first: the second try sees it. A session that takes no writes was ended, and the next is a new one in the end.
 * Source: PostgreSQL, section 13.2.3.
 */
function isWorthAnother(error: unknown, tries: number): boolean {
  return failureOf(error) === 'RETRY' || isReadOnlySession(error) || (tries === 1 && isUniqueViolation(error));
}

/**
 * Commits, and answers once it is known that it did.
 * Errors: 25P02 where nothing was written, since a statement had failed; 08007 where it is not known whether a synchronous
 * standby has it: PostgreSQL warns, and says that it committed. Source: PostgreSQL, section 27.2.8.
 */
async function commit(session: Client): Promise<void> {
  const warnings: string[] = [];
  const hear = ({
    code,
    message,
  }: {
    readonly code: string | undefined;
    readonly message: string | undefined;
  }): void => {
    if (code?.startsWith('01')) warnings.push(message ?? '');
  };
  session.on('notice', hear);
  try {
    const { command } = await session.query('COMMIT');
    if (command !== 'COMMIT') {
      throw new StatementError({ message: 'a statement had failed: nothing was written', code: '25P02' });
    }
    if (warnings.length > 0) throw new StatementError({ message: warnings.join('; '), code: '08007' });
  } finally {
    session.off('notice', hear);
  }
}
