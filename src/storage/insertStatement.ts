/** Statements that were made once, each at the index of its count of rows. */
interface Shape {
  readonly columns: readonly string[];
  readonly end: string;
  readonly statements: string[];
}

const shapes = new Map<string, Shape[]>();

/**
 * The statement that writes so many rows of one shape. Shape: values are bound row by row, in the order of the columns.
 * @param end what follows behind the values
 */
export function insertStatement(table: string, columns: readonly string[], rowCount: number, end = ''): string {
  const { statements } = shapeOf(table, columns, end);
  const known = statements[rowCount];
  if (known !== undefined) return known;
  let position = 0;
  const places = Array.from({ length: rowCount }, () => `(${columns.map(() => `$${++position}`).join(', ')})`);
  const names = columns.map((column) => `"${column}"`).join(', ');
  const statement = `INSERT INTO "${table}" (${names}) VALUES ${places.join(', ')}${end}`;
  statements[rowCount] = statement;
  return statement;
}

function shapeOf(table: string, columns: readonly string[], end: string): Shape {
  const known = shapes.get(table) ?? [];
  for (const shape of known) if (shape.end === end && areSame(shape.columns, columns)) return shape;
  const shape = { columns, end, statements: [] };
  shapes.set(table, [...known, shape]);
  return shape;
}

function areSame(some: readonly string[], others: readonly string[]): boolean {
  if (some.length !== others.length) return false;
  for (let index = 0; index < some.length; index += 1) if (some[index] !== others[index]) return false;
  return true;
}
