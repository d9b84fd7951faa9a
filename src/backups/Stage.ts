import type { RunSql, Storage } from '../storage/Storage';

/** What a question to the database that is replaced fails with where that is damaged, or of another version. */
export class NotComparable extends Error {
  override readonly name = 'NotComparable';
}

/** The database that a restore replaces, as it is before. */
export interface Replaced {
  /** Errors: a `NotComparable` where the database cannot be read; others are of the copy too. */
  readonly sql: RunSql;
  /** What one of its tables is called now. Shape: as SQL takes it. */
  table(name: 'api_key' | 'organization' | 'membership' | 'user'): string;
}

/** A copy that is being made ready: others see nothing of it until it is put in place. */
export interface Stage {
  /** Null: there is none, or it cannot be read. */
  readonly replaced: Replaced | null;
  /** Whether the copy replaces anything. */
  readonly isReplacing: boolean;
  readonly storage: Storage;
  /** Brings the copy up to this program. Units: migrations that took. */
  migrate(): Promise<number>;
  /**
   * Puts the copy in place of the database, whole and at once.
   * Shape: where the old database is kept; null where it is kept nowhere.
   */
  putInPlace(): Promise<string | null>;
  /** Ends it, whatever became of it; what is not in place by then never will be. */
  close(): Promise<void>;
}
