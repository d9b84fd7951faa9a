import { chunksOf } from '../storage/chunksOf';
import { insertStatement } from '../storage/insertStatement';
import type { RunSql, SqlValue } from '../storage/Storage';

/** Units: rows of one statement. */
const MAX_ROWS = 100;

/** Rows of one shape. */
export type Rows = readonly Readonly<Record<string, SqlValue>>[];

const sum = (table: string, column: string): string => `"${column}" = "${table}"."${column}" + excluded."${column}"`;
const extreme = (table: string, column: string, sign: '<' | '>'): string =>
  `"${column}" = CASE WHEN "${table}"."${column}" ${sign} excluded."${column}"
    THEN "${table}"."${column}" ELSE excluded."${column}" END`;

/** What becomes of the times of a row that is there. */
export function spanOf(table: string): string {
  return `${extreme(table, 'firstUsedAt', '<')}, ${extreme(table, 'lastUsedAt', '>')}`;
}

/** What becomes of the counts and times of a row that is there. Shape: for `usage_hour` and `usage_day`. */
export function countsAdded(table: string): string {
  const sums = ['requestCount', 'refusedCount', 'failedCount', 'cost'].map((column) => sum(table, column));
  return [...sums, spanOf(table)].join(', ');
}

/** What becomes of the row of a network that is there. */
export const NETWORK_ADDED = `${sum('usage_network', 'requestCount')}, "userAgents" = excluded."userAgents",
  ${spanOf('usage_network')}`;

/**
 * Writes rows, or changes those that are there.
 * @param keys the columns of the primary key; rows must be in its order, so that two that write at once wait for one another
 * @param change what becomes of a row that is there; null: it stays
 */
export async function upsertRows(
  sql: RunSql,
  table: string,
  rows: Rows,
  keys: readonly string[],
  change: string | null,
): Promise<void> {
  const names = keys.map((key) => `"${key}"`).join(', ');
  const action = change === null ? 'DO NOTHING' : `DO UPDATE SET ${change}`;
  for (const some of chunksOf(rows, MAX_ROWS)) {
    const statement = insertStatement(table, Object.keys(some[0] ?? {}), some.length);
    await sql(
      `${statement} ON CONFLICT (${names}) ${action}`,
      some.flatMap((row) => Object.values(row)),
    );
  }
}

/** Reads rows of keys, a part of them with each statement. @param select ends before the list of keys */
export async function rowsOfKeys<Row>(sql: RunSql, select: string, ids: readonly string[], rest = ''): Promise<Row[]> {
  const rows: Row[] = [];
  for (const some of chunksOf(ids, MAX_ROWS)) {
    const places = some.map((_id, index) => `$${index + 1}`).join(', ');
    rows.push(...(await sql<Row>(`${select} IN (${places}) ${rest}`, some)));
  }
  return rows;
}

/** The rows by a name each, in its order. */
export function inOrder<Row>(rows: ReadonlyMap<string, Row>): Row[] {
  return [...rows].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
}

/** As rows of a statement. Interfaces have no index signature: the values of those that come here are texts and numbers. */
export function asRows<Row extends object>(rows: readonly Row[]): Rows {
  return rows.map((row) => ({ ...row }) as Record<string, SqlValue>);
}
