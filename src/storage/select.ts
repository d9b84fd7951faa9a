import type { RunSql, SqlValue } from './storage';

/** A condition with its values. Shape: every `?` of `sql` stands for one value, in order. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** What is read, without its order. All texts are constants of the code; whatever a caller sent is a bound value. */
export interface Source {
  readonly select: string;
  readonly from: string;
  readonly where: readonly Condition[];
}

/** Reads all rows of a source, in no order. */
export function selectRows<Row>(sql: RunSql, source: Source): Promise<readonly Row[]> {
  const statement = whereOf(source.from, source.where);
  return sql<Row>(`SELECT ${source.select} FROM ${statement.sql}`, statement.values);
}

/** Counts all rows of a source. */
export async function countRows(sql: RunSql, source: Source): Promise<number> {
  const [row] = await selectRows<{ count: number }>(sql, { ...source, select: 'COUNT(*) AS "count"' });
  return row?.count ?? 0;
}

/** The condition that a column has one of these values; never true for no values. */
export function isOneOf(column: string, values: readonly SqlValue[]): Condition {
  const distinct = [...new Set(values)];
  if (distinct.length === 0) return { sql: '1 = 0', values: [] };
  return { sql: `${column} IN (${distinct.map(() => '?').join(', ')})`, values: distinct };
}

/** Joins conditions with "and" and numbers their values. Shape: `<from> WHERE … $1 … $2`. */
export function whereOf(from: string, conditions: readonly Condition[]): { sql: string; values: SqlValue[] } {
  let position = 0;
  const where = conditions.map((condition) => condition.sql.replace(/\?/g, () => `$${++position}`)).join(' AND ');
  return { sql: `${from} WHERE ${where}`, values: conditions.flatMap((condition) => [...condition.values]) };
}

/** The rows of these ids, in the order of the ids; null where there is none. */
export function inOrderOf<Row extends { readonly id: string }>(
  ids: readonly string[],
  rows: readonly Row[],
): (Row | null)[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id) ?? null);
}
