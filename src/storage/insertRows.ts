import { chunksOf } from './chunksOf';
import { insertStatement } from './insertStatement';
import type { RunSql, SqlValue } from './Storage';

/** How many rows one statement writes. Units: rows. */
const MAX_ROWS = 100;
const UNLESS_THERE = ' ON CONFLICT ("id") DO NOTHING';

/**
 * Writes rows of one shape. A row whose id is there already is left alone: it was written by a try whose answer was lost.
 * Table and columns are constants of the code; the values are bound.
 */
export async function insertRows(
  sql: RunSql,
  table: string,
  rows: readonly Readonly<Record<string, SqlValue>>[],
): Promise<void> {
  for (const some of chunksOf(rows, MAX_ROWS)) {
    const statement = insertStatement(table, Object.keys(some[0] ?? {}), some.length, UNLESS_THERE);
    await sql(statement, some.length === 1 ? Object.values(some[0] ?? {}) : some.flatMap(Object.values));
  }
}
