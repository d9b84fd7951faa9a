import type { KeysetPosition } from './KeysetOrder';
import type { RunSql, SqlValue } from './Storage';

/** Where the next row of a list can be: a position before it, `NONE` where there is none, null where it may be anywhere. */
export type NextCandidate = KeysetPosition | 'NONE' | null;

/** All candidates of a stretch of a list, and maybe others. Shape: `through` is the id of the last; null: to the end of the list. */
export interface CandidateSlice {
  readonly ids: readonly string[];
  readonly through: string | null;
}

/** An index that names every row that a filter leaves, and maybe others: its rows are filtered again. */
export interface CandidateIndex {
  /** What reads the ids of these rows, each once. Shape: a `SELECT` of `candidate`, which a limit may follow. */
  readonly ids: { readonly sql: string; readonly values: readonly SqlValue[] };

  /** Where the next can be, in the order of a column, beyond a position; from the start where that is null. */
  next(sql: RunSql, column: string, isAscending: boolean, from: KeysetPosition | null): Promise<NextCandidate>;

  /**
   * The next of them in a list that is sorted by the id, about so many, beyond a position; null where the index cannot tell. An
   * index that has no order of a list has no such function.
   */
  slice?(
    sql: RunSql,
    column: string,
    isAscending: boolean,
    from: KeysetPosition | null,
    count: number,
  ): Promise<CandidateSlice | null>;
}
