/** Statements that were made once, by table, columns and count of rows. */
const statements = new Map<string, string>();

/** The statement that writes so many rows of one shape. Shape: values are bound row by row, in the order of the columns. */
export function insertStatement(table: string, columns: readonly string[], rowCount: number): string {
  const key = [table, rowCount, ...columns].join();
  const known = statements.get(key);
  if (known !== undefined) return known;
  let position = 0;
  const places = Array.from({ length: rowCount }, () => `(${columns.map(() => `$${++position}`).join(', ')})`);
  const names = columns.map((column) => `"${column}"`).join(', ');
  const statement = `INSERT INTO "${table}" (${names}) VALUES ${places.join(', ')}`;
  statements.set(key, statement);
  return statement;
}
