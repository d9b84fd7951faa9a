import type { CandidateIndex } from './CandidateIndex';
import { candidateQuestion } from './candidateQuestion';
import type { KeysetPosition } from './KeysetOrder';
import { keptOf } from './keptOf';
import { ALL_ROWS, rowsThrough } from './rowsThrough';
import type { RunSql } from './Storage';
import { sliceEnd } from './sliceEnd';
import { endsOfWalk, type SliceSizes, type Walk } from './Walk';

/** How much larger each slice of the walk is than the one before, up to the largest. */
const GROWTH = 4;

/** What is to be read of a walk. Shape: `visit` takes rows in their order and answers whether to go on. */
export interface OrderedReading<Row> {
  readonly walk: Walk;
  /** Units: candidates that are read first. */
  readonly firstCount: number;
  readonly visit: (rows: readonly Row[]) => boolean;
}

/**
 * Reads what belongs to a walk by an index that has its order: some candidates, then whichever of further candidates and of a
 * slice of the walk reaches further. So it takes no longer than twice the better of both ways.
 * Shape: the walk that is left where the index could not tell; null where nothing is left to do. Source: decision 107.
 */
export async function readInOrder<Row>(
  sql: RunSql,
  index: CandidateIndex,
  { walk, firstCount, visit }: OrderedReading<Row>,
  sizes: SliceSizes,
): Promise<Walk | null> {
  let [count, entryCount, left] = [Math.min(firstCount, sizes.candidates), 0, walk];
  for (;;) {
    const { endValue } = endsOfWalk(left);
    const found = await index.slice?.<Row>(sql, candidateQuestion(left, count));
    if (!found) return left;
    const end = entryCount === 0 ? found.through : await sliceEnd(sql, left, entryCount, 'READ');
    const isByWalk = isFurther(left, end, found.through);
    const through = isByWalk ? end : found.through;
    const rows = isByWalk
      ? await rowsThrough<Row>(sql, left, ALL_ROWS, through)
      : keptOf(left.source, found.rows, ALL_ROWS);
    if (!visit(rows) || through === null || isPast(left, through, endValue)) return null;
    left = { ...left, from: through };
    count = sizes.candidates;
    entryCount = Math.min(entryCount === 0 ? sizes.first * GROWTH : entryCount * GROWTH, sizes.next);
  }
}

/** Whether the first place is further along a walk. Shape: null is its end. */
function isFurther({ isAscending }: Walk, one: KeysetPosition | null, other: KeysetPosition | null): boolean {
  if (one === null || other === null) return one === null && other !== null;
  const [place, value] = one[0] === other[0] ? [one[1], other[1]] : [one[0], other[0]];
  return isAscending ? place > value : place < value;
}

/** Whether a walk ends before a position. */
function isPast({ isAscending }: Walk, [value]: KeysetPosition, endValue: string | number | null): boolean {
  return endValue !== null && (isAscending ? value > endValue : value < endValue);
}
