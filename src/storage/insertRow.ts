import { insertStatement } from './insertStatement';
import type { RunSql, SqlValue } from './Storage';

/** Writes one row. Table and columns are constants of the code; the values are bound. */
export async function insertRow(sql: RunSql, table: string, row: Readonly<Record<string, SqlValue>>): Promise<void> {
  await sql(insertStatement(table, Object.keys(row), 1), Object.values(row));
}
