import type { KeysetOrder, KeysetPosition } from './KeysetOrder';
import type { RunSql } from './Storage';
import type { Source } from './select';
import { countSlices, readSlices } from './slices';
import { SLICES, type SliceSizes, type Walk } from './Walk';

/** Which part of an ordered list is wanted. Units: `limit` in rows, counted from the end when `isBackward`. */
export interface KeysetWindow {
  readonly after: KeysetPosition | null;
  readonly before: KeysetPosition | null;
  readonly limit: number;
  readonly isBackward: boolean;
}

/** A window's rows, in the order of the list, and whether the list goes on at the far end. */
export interface KeysetPage<Row> {
  readonly rows: readonly Row[];
  readonly hasMore: boolean;
}

/**
 * Reads a window of a list by position, never by offset, so rows that come or go meanwhile shift nothing: a row that is
 * there all the time is read once, however many statements it takes. Each part of a list is read in the order of the
 * list, and no further than the page. A list of several parts must select the columns of the order.
 */
export async function readKeysetPage<Row>(
  sql: RunSql,
  source: Source,
  order: KeysetOrder<Row>,
  window: KeysetWindow,
  sizes: SliceSizes = SLICES,
): Promise<KeysetPage<Row>> {
  const { after, before, limit, isBackward } = window;
  const isAscending = (order.direction === 'ASC') !== isBackward;
  const walk: Walk = {
    source,
    order,
    isAscending,
    from: isBackward ? before : after,
    to: isBackward ? after : before,
  };
  const rows = await readSlices<Row>(sql, walk, limit + 1, sizes);
  const hasMore = rows.length > limit;
  const page = hasMore ? rows.slice(0, limit) : rows;
  return { rows: isBackward ? page.toReversed() : page, hasMore };
}

/** Counts all rows of a list. */
export function countKeyset(
  sql: RunSql,
  source: Source,
  order: KeysetOrder<never>,
  sizes: SliceSizes = SLICES,
): Promise<number> {
  return countSlices(sql, { source, order, isAscending: order.direction === 'ASC', from: null, to: null }, sizes);
}
