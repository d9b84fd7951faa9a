import type { KeysetPosition } from './KeysetOrder';
import { keptOf } from './keptOf';
import type { RunSql } from './Storage';
import { type Walk, walkStatement } from './Walk';

/** Units: rows; no list has as many. */
export const ALL_ROWS = 2 ** 31 - 1;

/**
 * Reads the first rows of a walk up to a position, or to its end. What no condition can say is asked of each row once it was
 * read: such a walk is to end soon.
 */
export async function rowsThrough<Row>(
  sql: RunSql,
  walk: Walk,
  limit: number,
  through: KeysetPosition | null,
): Promise<readonly Row[]> {
  const { select, keeps } = walk.source;
  const { text, values } = walkStatement(walk, select, keeps ? ALL_ROWS : limit, through);
  return keptOf(walk.source, await sql<Row>(text, values), limit);
}
