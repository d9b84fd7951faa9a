import type { CandidateIndex } from './CandidateIndex';
import { countCandidates, fewCandidates, readCandidates } from './candidates';
import type { KeysetPosition } from './KeysetOrder';
import { type OrderedReading, readInOrder } from './readInOrder';
import { ALL_ROWS, rowsThrough } from './rowsThrough';
import type { RunSql } from './Storage';
import { type InTurn, partsOf } from './select';
import { sliceEnd } from './sliceEnd';
import { countStatement, isFiltered, SLICES, type SliceSizes, type SliceUse, type Walk } from './Walk';

/** How much larger each slice of a page is than the one before, up to the largest. */
const GROWTH = 4;
/** How much larger a slice is whose entries are counted, and not looked at. */
const WHOLE_FACTOR = 5;

/**
 * Reads the first rows of a walk. Where filters may leave out any number of entries, no statement looks at more than a
 * slice, and others have their turn in between. What the first slice does not fill waits for its turn. It is read from an
 * index of the rows that can belong, where that has the order of the list, or they are few. Otherwise the walk goes on, past
 * what an index knows to hold none. Every slice starts where the one before ended: a row that is there all the time is met
 * once. Sources: decisions 073 and 107.
 */
export async function readSlices<Row>(sql: RunSql, walk: Walk, limit: number, sizes: SliceSizes): Promise<Row[]> {
  if (!isFiltered(walk)) return [...(await rowsThrough<Row>(sql, walk, limit, null))];
  const { inTurn = atOnce, isSearchedFirst } = walk.source;
  if (isSearchedFirst) return inTurn(() => readFurther<Row>(sql, walk, limit, sizes, limit));
  const end = await sliceEnd(sql, walk, sizes.first, 'READ');
  const rows = [...(await rowsThrough<Row>(sql, walk, limit, end))];
  if (rows.length >= limit || end === null) return rows;
  return [...rows, ...(await inTurn(() => readFurther<Row>(sql, { ...walk, from: end }, limit - rows.length, sizes)))];
}

async function readFurther<Row>(
  sql: RunSql,
  walk: Walk,
  limit: number,
  sizes: SliceSizes,
  firstCount = sizes.candidates,
): Promise<Row[]> {
  const indexes = (await walk.source.candidates?.()) ?? [];
  const rows: Row[] = [];
  const visit = (some: readonly Row[]): boolean => {
    rows.push(...some.slice(0, limit - rows.length));
    return rows.length < limit;
  };
  const left = await byIndex(sql, indexes, { walk, firstCount, visit }, sizes);
  if (left === null) return rows;
  const few = await fewCandidates(sql, indexes, sizes.candidates);
  if (few) return [...rows, ...(await readCandidates<Row>(sql, left, few, limit - rows.length))];
  await eachSlice(sql, left, indexes, [sizes.first * GROWTH, sizes.next], 'READ', async (slice, through) =>
    visit(await rowsThrough<Row>(sql, slice, limit - rows.length, through)),
  );
  return rows;
}

/** Reads by the first index that has an order. Shape: the walk that is left; null where nothing is left to do. */
async function byIndex<Row>(
  sql: RunSql,
  indexes: readonly CandidateIndex[],
  reading: OrderedReading<Row>,
  sizes: SliceSizes,
): Promise<Walk | null> {
  const index = indexes.find(({ slice }) => slice !== undefined);
  return index ? readInOrder(sql, index, reading, sizes) : reading.walk;
}

const atOnce: InTurn = (work) => work();

/** Counts the rows of a walk in the same manner. */
export async function countSlices(sql: RunSql, walk: Walk, sizes: SliceSizes = SLICES): Promise<number> {
  const indexes = (await walk.source.candidates?.()) ?? [];
  let count = 0;
  const visit = (some: readonly unknown[]): boolean => {
    count += some.length;
    return true;
  };
  const left = await byIndex(sql, indexes, { walk, firstCount: sizes.candidates, visit }, sizes);
  if (left === null) return count;
  const few = await fewCandidates(sql, indexes, sizes.candidates);
  if (few) return count + (await countCandidates(sql, left, few));
  // Entries of which none is left out are as many as the slice is large, and take less.
  const isWhole = !isFiltered(walk) && partsOf(walk.source).length === 1;
  const size = sizes.next * (isWhole ? WHOLE_FACTOR : 1);
  await eachSlice(sql, left, indexes, [size, size], 'COUNT', async (slice, through) => {
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
  use: SliceUse,
  visit: (slice: Walk, through: KeysetPosition | null) => Promise<boolean>,
): Promise<void> {
  let size = first;
  for (let left = await skip(sql, walk, indexes); left !== null; size = Math.min(size * GROWTH, largest)) {
    const end: KeysetPosition | null = await sliceEnd(sql, left, Math.min(size, largest), use);
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

async function countIn(sql: RunSql, walk: Walk, through: KeysetPosition | null): Promise<number> {
  if (walk.source.keeps) return (await rowsThrough<never>(sql, walk, ALL_ROWS, through)).length;
  const { text, values } = countStatement(walk, through);
  const [row] = await sql<{ count: number }>(text, values);
  return Number(row?.count ?? 0);
}
