import type { RunSql, SqlValue } from './Storage';

/** Units: rows that one statement writes. */
const MAX_ROWS = 100;

/** Statements that were made once, by table, columns and count of rows. */
const statements = new Map<string, string>();

/**
 * Writes rows of one shape. A row whose id is there already is left alone: it was written by a try whose answer was lost.
 * Table and columns are constants of the code; the values are bound.
 */
export async function insertRows(
  sql: RunSql,
  table: string,
  rows: readonly Readonly<Record<string, SqlValue>>[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += MAX_ROWS) {
    const some = rows.slice(start, start + MAX_ROWS);
    await sql(statementFor(table, Object.keys(some[0] ?? {}), some.length), some.flatMap(Object.values));
  }
}

function statementFor(table: string, columns: readonly string[], rowCount: number): string {
  const key = [table, rowCount, ...columns].join();
  const known = statements.get(key);
  if (known !== undefined) return known;
  let position = 0;
  const places = Array.from({ length: rowCount }, () => `(${columns.map(() => `$${++position}`).join(', ')})`);
  const names = columns.map((column) => `"${column}"`).join(', ');
  const statement = `INSERT INTO "${table}" (${names}) VALUES ${places.join(', ')} ON CONFLICT ("id") DO NOTHING`;
  statements.set(key, statement);
  return statement;
}
