import type { KeysetPosition } from './KeysetOrder';
import type { RunSql, SqlValue } from './Storage';

/** Where the next row of a list can be: a position before it, `NONE` where there is none, null where it may be anywhere. */
export type NextCandidate = KeysetPosition | 'NONE' | null;

/** Which candidates are wanted: those of a walk beyond a position, in the order of a column. */
export interface CandidateQuestion {
  readonly column: string;
  readonly isAscending: boolean;
  /** Null: from the end at which the walk starts. */
  readonly start: KeysetPosition | null;
  /** About so many. */
  readonly count: number;
  /** What is read of each. */
  readonly select: string;
  /** The condition that a row belongs to the walk. */
  readonly belongs: { readonly sql: string; readonly values: readonly SqlValue[] };
}

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

  /** The next of them in a list; null where the index cannot tell. An index that has no order of a list has no such function. */
  slice?<Row>(sql: RunSql, question: CandidateQuestion): Promise<CandidateSlice<Row> | null>;
}
