import type { KeysetPosition } from './KeysetOrder';
import type { RunSql } from './Storage';
import { endStatement, type SliceUse, type Walk } from './Walk';

/** Where a slice of so many entries of a walk ends; null where the rest of the walk is no larger. */
export async function sliceEnd(
  sql: RunSql,
  walk: Walk,
  entryCount: number,
  use: SliceUse,
): Promise<KeysetPosition | null> {
  const { text, values } = endStatement(walk, entryCount, use);
  const [row] = await sql<{ value: string | number; id: string }>(text, values);
  return row === undefined ? null : [row.value, row.id];
}
