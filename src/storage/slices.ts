import type { CandidateIndex } from './CandidateIndex';
import { countCandidates, fewCandidates, readCandidates } from './candidates';
import type { KeysetPosition } from './KeysetOrder';
import type { RunSql } from './Storage';
import { type InTurn, partsOf } from './select';
import {
  countStatement,
  endStatement,
  isFiltered,
  SLICES,
  type SliceSizes,
  type Statement,
  type Walk,
  walkStatement,
} from './Walk';

/** How much larger each slice of a page is than the one before, up to the largest. */
const GROWTH = 4;
/** Units: rows; no list has as many. */
const ALL_ROWS = 2 ** 31 - 1;
/** How much larger a slice is whose entries are counted, and not looked at. */
const WHOLE_FACTOR = 5;

/**
 * Reads the first rows of a walk. Where filters may leave out any number of entries, no statement looks at more than a
 * slice, and others have their turn in between. What the first slice does not fill waits for its turn. It is read from an index of the rows that
 * can belong, where those are few. Otherwise the walk goes on, past what an index knows to hold none. Every slice starts
 * where the one before ended: a row that is there all the time is met once. Source: decision 073.
 */
export async function readSlices<Row>(sql: RunSql, walk: Walk, limit: number, sizes: SliceSizes): Promise<Row[]> {
  if (!isFiltered(walk)) return [...(await readTo<Row>(sql, walk, limit, null))];
  const end = await endOfSlice(sql, walk, sizes.first);
  const rows = [...(await readTo<Row>(sql, walk, limit, end))];
  if (rows.length >= limit || end === null) return rows;
  const { inTurn = atOnce } = walk.source;
  return [...rows, ...(await inTurn(() => readFurther<Row>(sql, { ...walk, from: end }, limit - rows.length, sizes)))];
}

async function readFurther<Row>(sql: RunSql, walk: Walk, limit: number, sizes: SliceSizes): Promise<readonly Row[]> {
  const indexes = (await walk.source.candidates?.()) ?? [];
  const few = await fewCandidates(sql, indexes, sizes.candidates);
  if (few) return readCandidates<Row>(sql, walk, few, limit);
  const rows: Row[] = [];
  const left = await readInOrder<Row>(sql, walk, indexes, sizes.candidates, (some) => {
    rows.push(...some.slice(0, limit - rows.length));
    return rows.length < limit;
  });
  if (left === null) return rows;
  await eachSlice(sql, left, indexes, [sizes.first * GROWTH, sizes.next], async (slice, through) => {
    rows.push(...(await readTo<Row>(sql, slice, limit - rows.length, through)));
    return rows.length < limit;
  });
  return rows;
}

/**
 * Reads what belongs to a walk, so many candidates at a time, from an index that has the order of the list.
 * @param visit answers whether to go on
 * Shape: the walk that is left, where no index has that order or it could not tell; null where nothing is left to do.
 */
async function readInOrder<Row>(
  sql: RunSql,
  walk: Walk,
  indexes: readonly CandidateIndex[],
  size: number,
  visit: (rows: readonly Row[]) => boolean,
): Promise<Walk | null> {
  const { column } = walk.order;
  for (let left = walk; ; ) {
    const [index] = indexes.filter(({ slice }) => slice !== undefined);
    const slice = await index?.slice?.(sql, column, left.isAscending, left.from, size);
    if (!slice) return left;
    const through: KeysetPosition | null = slice.through === null ? null : [slice.through, slice.through];
    const rows = await readCandidates<Row>(sql, left, [...new Set(slice.ids)], ALL_ROWS, through);
    if (!visit(rows) || through === null || isBeyondEnd(left, through)) return null;
    left = { ...left, from: through };
  }
}

/** Whether a walk ends before a position. */
function isBeyondEnd({ to, isAscending }: Walk, [value]: KeysetPosition): boolean {
  return to !== null && (isAscending ? value >= to[0] : value <= to[0]);
}

const atOnce: InTurn = (work) => work();

/** Counts the rows of a walk in the same manner. */
export async function countSlices(sql: RunSql, walk: Walk, sizes: SliceSizes = SLICES): Promise<number> {
  const indexes = (await walk.source.candidates?.()) ?? [];
  const few = await fewCandidates(sql, indexes, sizes.candidates);
  if (few) return countCandidates(sql, walk, few);
  let count = 0;
  const left = await readInOrder(sql, walk, indexes, sizes.candidates, (some) => {
    count += some.length;
    return true;
  });
  if (left === null) return count;
  // Entries of which none is left out are as many as the slice is large, and take less.
  const isWhole = !isFiltered(walk) && partsOf(walk.source).length === 1;
  const size = sizes.next * (isWhole ? WHOLE_FACTOR : 1);
  await eachSlice(sql, left, indexes, [size, size], async (slice, through) => {
    count += isWhole && through ? size : await countIn(sql, slice, through);
    return true;
  });
  return count;
}

/**
 * Goes through a walk slice by slice.
 * @param sizes the first and the largest
 * @param visit answers whether to go on; `through` is null for the last slice
 */
async function eachSlice(
  sql: RunSql,
  walk: Walk,
  indexes: readonly CandidateIndex[],
  [first, largest]: readonly [number, number],
  visit: (slice: Walk, through: KeysetPosition | null) => Promise<boolean>,
): Promise<void> {
  let size = first;
  for (let left = await skip(sql, walk, indexes); left !== null; size = Math.min(size * GROWTH, largest)) {
    const end: KeysetPosition | null = await endOfSlice(sql, left, Math.min(size, largest));
    if (!(await visit(left, end)) || end === null) return;
    left = await skip(sql, { ...left, from: end }, indexes);
  }
}

/** The walk from where its next row can be; null where none can. */
async function skip(sql: RunSql, walk: Walk, indexes: readonly CandidateIndex[]): Promise<Walk | null> {
  let left = walk;
  for (const index of indexes) {
    const next = await index.next(sql, walk.order.column, walk.isAscending, left.from);
    if (next === 'NONE') return null;
    if (next !== null) left = { ...left, from: next };
  }
  return left;
}

/** Where a slice ends; null where the rest of the walk is no larger. */
async function endOfSlice(sql: RunSql, walk: Walk, size: number): Promise<KeysetPosition | null> {
  const [row] = await run<{ value: string | number; id: string }>(sql, endStatement(walk, size));
  return row === undefined ? null : [row.value, row.id];
}

async function countIn(sql: RunSql, walk: Walk, through: KeysetPosition | null): Promise<number> {
  if (walk.source.keeps) return (await readTo<never>(sql, walk, ALL_ROWS, through)).length;
  const [row] = await run<{ count: number }>(sql, countStatement(walk, through));
  return Number(row?.count ?? 0);
}

/** A slice ends by itself: what is kept of it is known once it was read. */
async function readTo<Row>(
  sql: RunSql,
  walk: Walk,
  limit: number,
  through: KeysetPosition | null,
): Promise<readonly Row[]> {
  const { select, keeps } = walk.source;
  const rows = await run<Row>(sql, walkStatement(walk, select, keeps ? ALL_ROWS : limit, through));
  return keeps ? rows.filter((row) => keeps(row as never)).slice(0, limit) : rows; // Rows as the source selects them.
}

function run<Row>(sql: RunSql, { text, values }: Statement): Promise<readonly Row[]> {
  return sql<Row>(text, values);
}
