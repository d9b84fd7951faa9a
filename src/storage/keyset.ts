import type { RunSql, SqlValue } from './Storage';
import { type Bound, type Condition, partsOf, type Source, whereOf } from './select';

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

/**
 * Reads a window of a list by position, never by offset, so rows that come or go meanwhile shift nothing. Each part of a
 * list is read in the order of the list, and no further than the page. A list of several parts must select the columns
 * of the order.
 */
export async function readKeysetPage<Row>(
  sql: RunSql,
  source: Source,
  order: KeysetOrder<Row>,
  window: KeysetWindow,
): Promise<KeysetPage<Row>> {
  const values: SqlValue[] = [window.limit + 1];
  const end = `${sortedBy(order, window)} LIMIT $1`;
  const cursors = cursorConditions(order, window);
  const [first, ...others] = partsOf(source).map((part) => {
    const conditions = walkedBy(order, part, cursors);
    return `SELECT ${source.select} FROM ${whereOf(source.from, conditions, values)} ${end}`;
  });
  const isWhole = others.length === 0;
  const parts = [first, ...others].map((part, index) => `SELECT * FROM (${part}) AS "part${index}"`);
  const rows = await sql<Row>(isWhole ? `${first}` : `${parts.join(' UNION ALL ')} ${end}`, values);
  const hasMore = rows.length > window.limit;
  const page = hasMore ? rows.slice(0, window.limit) : rows;
  return { rows: window.isBackward ? page.toReversed() : page, hasMore };
}

function sortedBy<Row>({ column, id, direction }: KeysetOrder<Row>, { isBackward }: KeysetWindow): string {
  const sorted = isBackward ? (direction === 'ASC' ? 'DESC' : 'ASC') : direction;
  return `ORDER BY ${column} ${sorted}, ${id} ${sorted}`;
}

function cursorConditions<Row>({ column, id, direction }: KeysetOrder<Row>, window: KeysetWindow): Condition[] {
  const [later, earlier] = direction === 'ASC' ? (['>', '<'] as const) : (['<', '>'] as const);
  const beyond = (position: KeysetPosition | null, operator: '<' | '>'): Condition[] => {
    if (!position) return [];
    const sql = `(${column}, ${id}) ${operator} (?, ?)`;
    return [{ sql, values: position, bound: { column, operator, value: position[0], asFilter: sql } }];
  };
  return [...beyond(window.after, later), ...beyond(window.before, earlier)];
}

/**
 * The conditions of a part, written so that an index is walked in this order. On each side of the walk only the tightest
 * bound is a bound: an engine that is given two may start at the looser one. Bounds of other columns become filters:
 * SQLite would take an index on their column, and sort the rows afterwards.
 */
function walkedBy<Row>(
  { column }: KeysetOrder<Row>,
  conditions: readonly Condition[],
  cursors: readonly Condition[],
): Condition[] {
  const bounds = [...cursors, ...conditions].filter(isBounded).filter(({ bound }) => bound.column === column);
  const filters = conditions
    .filter(({ bound }) => bound?.column !== column)
    .map(({ sql, values, bound }) => ({ sql: bound?.asFilter ?? sql, values }));
  return [...filters, ...tightest(bounds, '>'), ...tightest(bounds, '<')];
}

type Bounded = Condition & { readonly bound: Bound };

function isBounded(condition: Condition): condition is Bounded {
  return condition.bound !== undefined;
}

/** The bound of one side that leaves the fewest rows. Shape: empty where that side has none. */
function tightest(bounds: readonly Bounded[], side: '<' | '>'): Condition[] {
  const [first, ...others] = bounds.filter(({ bound }) => bound.operator.startsWith(side));
  return first ? [others.reduce((one, other) => (isTighter(other, one) ? other : one), first)] : [];
}

function isTighter(one: Bounded, other: Bounded): boolean {
  const [value, otherValue] = [one.bound.value, other.bound.value];
  if (value === otherValue) return strictness(one) > strictness(other);
  return (value ?? 0) > (otherValue ?? 0) === (one.bound.operator === '>');
}

/** How much a bound excludes, among bounds of one value. A cursor excludes the rows of that value up to its id. */
function strictness({ bound, values }: Bounded): number {
  if (bound.operator === '<=') return 0;
  return values.length > 1 ? 1 : 2;
}
