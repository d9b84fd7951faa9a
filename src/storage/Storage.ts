import type { EntityManager } from 'typeorm';

/** A value that a statement may bind. Instants are epoch milliseconds; nothing else is ever bound. */
export type SqlValue = string | number | null;

/**
 * Runs one statement. Shape: values are bound to `$1`, `$2` … on both engines; rows come back as plain objects, which are
 * not to be changed: others may have been handed the same.
 * @param planName given to a statement whose best plan is the same for all values: an engine may keep it under that name
 */
export type RunSql = <Row>(sql: string, values: readonly SqlValue[], planName?: string) => Promise<readonly Row[]>;

/** What a write transaction may use. */
export interface Transaction {
  readonly manager: EntityManager;
  readonly sql: RunSql;
}

/**
 * How much of others' writes a write may meet. `SERIALIZABLE`: none. `READ_COMMITTED`: what was committed before each of its
 * statements. That is enough where each statement is right by itself, and spares it being run again.
 */
export type Isolation = 'SERIALIZABLE' | 'READ_COMMITTED';

/**
 * The database as the services see it.
 * Errors: a database that cannot answer makes either function throw; `failures.ts` of the database folder tells
 * which of them are worth another try.
 */
export interface Storage {
  /** For what the engines do in their own ways: an index of texts. */
  readonly engine: 'sqlite' | 'postgres';

  /** Reads what is committed, never what a running write has changed. */
  readonly sql: RunSql;

  /**
   * Runs one write transaction, as if no other were running, and resolves once the disk has it. The work may be run
   * again when the engine asks for it, so it changes nothing but the database. What it throws undoes it, and nothing
   * else.
   * @param isolation `SERIALIZABLE` where it is not given
   */
  write<T>(work: (transaction: Transaction) => Promise<T>, isolation?: Isolation): Promise<T>;
}
