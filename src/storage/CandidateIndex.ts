import type { KeysetPosition } from './KeysetOrder';
import type { RunSql, SqlValue } from './Storage';
import type { Walk } from './Walk';

/** Where the next row of a list can be: a position before it, `NONE` where there is none, null where it may be anywhere. */
export type NextCandidate = KeysetPosition | 'NONE' | null;

/** What of a stretch of a list an index found. */
export interface CandidateSlice<Row> {
  /** The rows that the conditions of the list leave, in its order. */
  readonly rows: readonly Row[];
  /** Where the stretch ends; null: at the end of the list. */
  readonly through: KeysetPosition | null;
}

/** An index that names every row that a filter leaves, and maybe others: its rows are filtered again. */
export interface CandidateIndex {
  /** What reads the ids of these rows, each once. Shape: a `SELECT` of `candidate`, which a limit may follow. */
  readonly ids: { readonly sql: string; readonly values: readonly SqlValue[] };

  /** Where the next can be, in the order of a column, beyond a position; from the start where that is null. */
  next(sql: RunSql, column: string, isAscending: boolean, from: KeysetPosition | null): Promise<NextCandidate>;

  /**
   * The next of them in the order of a walk, about so many, beyond a position; null where the index cannot tell. An index that
   * has no order of a list has no such function.
   */
  slice?<Row>(
    sql: RunSql,
    walk: Walk,
    start: KeysetPosition | null,
    count: number,
  ): Promise<CandidateSlice<Row> | null>;
}
