import { type Condition, type Source, whereOf } from './select';
import type { RunSql } from './storage';

/** One way to sort a list: by a column, then by the id, so that the order is total. Both are constants of the code. */
export interface KeysetOrder<Row> {
  readonly column: string;
  readonly id: string;
  readonly direction: 'ASC' | 'DESC';
  positionOf(row: Row): KeysetPosition;
}

/** Where a row stands in an order: the value it sorts by, and its id. */
export type KeysetPosition = readonly [value: string | number, id: string];

/** Which part of an ordered list is wanted. Units: `limit` in rows, counted from the end when `isBackward`. */
export interface KeysetWindow {
  readonly after: KeysetPosition | null;
  readonly before: KeysetPosition | null;
  readonly limit: number;
  readonly isBackward: boolean;
}

/** A window's rows, in the order of the list, and whether the list goes on at the far end. */
export interface KeysetPage<Row> {
  readonly rows: readonly Row[];
  readonly hasMore: boolean;
}

/** Reads a window of a list by position, never by offset: rows that come or go meanwhile shift nothing. */
export async function readKeysetPage<Row>(
  sql: RunSql,
  source: Source,
  { column, id, direction }: KeysetOrder<Row>,
  window: KeysetWindow,
): Promise<KeysetPage<Row>> {
  const [later, earlier] = direction === 'ASC' ? ['>', '<'] : ['<', '>'];
  const conditions: Condition[] = [...source.where];
  if (window.after) conditions.push({ sql: `(${column}, ${id}) ${later} (?, ?)`, values: window.after });
  if (window.before) conditions.push({ sql: `(${column}, ${id}) ${earlier} (?, ?)`, values: window.before });
  const sorted = window.isBackward ? (direction === 'ASC' ? 'DESC' : 'ASC') : direction;
  const statement = whereOf(source.from, conditions);
  const rows = await sql<Row>(
    `SELECT ${source.select} FROM ${statement.sql} ORDER BY ${column} ${sorted}, ${id} ${sorted} LIMIT $${statement.values.length + 1}`,
    [...statement.values, window.limit + 1],
  );
  const hasMore = rows.length > window.limit;
  const page = hasMore ? rows.slice(0, window.limit) : rows;
  return { rows: window.isBackward ? page.toReversed() : page, hasMore };
}
