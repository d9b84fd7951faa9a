import type { RunSql, SqlValue } from './Storage';

/** Statements that were made once, by table and columns. */
const statements = new Map<string, string>();

/** Writes one row. Table and columns are constants of the code; the values are bound. */
export async function insertRow(sql: RunSql, table: string, row: Readonly<Record<string, SqlValue>>): Promise<void> {
  const columns = Object.keys(row);
  const key = [table, ...columns].join();
  let statement = statements.get(key);
  if (statement === undefined) {
    const places = columns.map((_column, index) => `$${index + 1}`).join(', ');
    statement = `INSERT INTO "${table}" (${columns.map((column) => `"${column}"`).join(', ')}) VALUES (${places})`;
    statements.set(key, statement);
  }
  await sql(statement, Object.values(row));
}
