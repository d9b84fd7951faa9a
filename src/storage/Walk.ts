import type { KeysetOrder, KeysetPosition } from './KeysetOrder';
import type { SqlValue } from './Storage';
import { type Bound, type Condition, INVERSE, partsOf, type Source, whereOf } from './select';

/** How much is read at a time. Units: entries of an index that are looked at, rows where it is said. */
export interface SliceSizes {
  /** The first slice of a page: few, since most pages are filled by few. */
  readonly first: number;
  /** The largest further slice of a page, and each of a count. */
  readonly next: number;
  /** Candidates that are read, and sorted, rather than looked for in the order of the list. Units: rows. */
  readonly candidates: number;
}

/** A slice takes SQLite up to 6 ms, a text being looked for in each row; what is filtered by an index, 0.3 ms. */
export const SLICES: SliceSizes = { first: 150, next: 4_000, candidates: 160 };

/** A way through a list, in its order or against it. */
export interface Walk {
  readonly source: Source;
  readonly order: Pick<KeysetOrder<never>, 'column' | 'id'>;
  /** Whether it goes from low values to high ones, whatever the direction of the list. */
  readonly isAscending: boolean;
  /** Where it starts and where it ends; both positions lie outside. */
  readonly from: KeysetPosition | null;
  readonly to: KeysetPosition | null;
}

/** A statement. Shape: its values are bound to `$1`, `$2` … */
export interface Statement {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/** How many limits there are up to the double of one, as powers of two. */
const LIMITS_PER_DOUBLE = 8;

/**
 * A limit as a statement has it: rounded up by an eighth at most, so that a few statements serve all. SQLite takes up to three
 * times as long where it learns a limit as a value only.
 */
export function roundedLimit(limit: number): number {
  const step = Math.max(2 ** Math.floor(Math.log2(limit)) / LIMITS_PER_DOUBLE, LIMITS_PER_DOUBLE / 4);
  return Math.ceil(limit / step) * step;
}

/**
 * The statement that reads a walk up to a position, that position included, or to its end, and maybe some rows more
 * than the limit. What other statements of a walk select goes by the name `value` and `id`.
 */
export function walkStatement(walk: Walk, select: string, limit: number, through: KeysetPosition | null): Statement {
  const values: SqlValue[] = [];
  const end = `${sortedBy(walk, walk.order)} LIMIT ${roundedLimit(limit)}`;
  const [first, ...others] = partsOf(walk.source).map((part) => {
    const conditions = walkedBy(walk, part, through);
    return `SELECT ${select} FROM ${whereOf(walk.source.from, conditions, values)} ${end}`;
  });
  return { text: others.length === 0 ? `${first}` : `${together([first ?? '', ...others])} ${end}`, values };
}

/** The statement that counts what of a walk lies before a position, that position included, or to its end. */
export function countStatement(walk: Walk, through: KeysetPosition | null): Statement {
  const values: SqlValue[] = [];
  const counts = partsOf(walk.source).map(
    (part) => `(SELECT COUNT(*) FROM ${whereOf(walk.source.from, walkedBy(walk, part, through), values)})`,
  );
  return { text: `SELECT ${counts.join(' + ')} AS "count"`, values };
}

/** What a slice is for. Where rows are read up to a limit, a part that leaves nothing out needs no other end. */
export type SliceUse = 'READ' | 'COUNT';

/**
 * The statement that finds where so many entries of the walk end, whichever of them the filters leave. Of several parts
 * it is the first to end. Shape: `value` and `id`; no row where there are fewer.
 */
export function endStatement(walk: Walk, entryCount: number, use: SliceUse): Statement {
  const { column, id } = walk.order;
  const values: SqlValue[] = [entryCount - 1];
  const all = partsOf(walk.source);
  const needed = all.filter((part) => walk.source.keeps !== undefined || !part.every(isOfWalk(walk)));
  const parts = (use === 'COUNT' || needed.length === 0 ? all : needed).map((part) => {
    const from = whereOf(walk.source.from, walkedBy(walk, part.filter(isOfWalk(walk)), null), values);
    return `SELECT ${column} AS "value", ${id} AS "id" FROM ${from} ${sortedBy(walk, walk.order)} LIMIT 1 OFFSET $1`;
  });
  const [first, ...others] = parts;
  const sorted = sortedBy(walk, { column: '"value"', id: '"id"' });
  return { text: others.length === 0 ? `${first}` : `${together(parts)} ${sorted} LIMIT 1`, values };
}

/** Whether a walk looks at entries that it may leave out; of several parts one may end before a slice does. */
export function isFiltered(walk: Walk): boolean {
  return walk.source.keeps !== undefined || !partsOf(walk.source).every((part) => part.every(isOfWalk(walk)));
}

/** Whether a condition says where the walk goes, rather than what of it is left out. */
function isOfWalk({ order }: Walk): (condition: Condition) => boolean {
  return ({ isFilter, bound }) => isFilter !== true && (bound === undefined || bound.column === order.column);
}

function together(parts: readonly string[]): string {
  return parts.map((part, index) => `SELECT * FROM (${part}) AS "part${index}"`).join(' UNION ALL ');
}

/** The order in which a walk meets its rows. */
export function sortedBy({ isAscending }: Walk, { column, id }: Pick<KeysetOrder<never>, 'column' | 'id'>): string {
  const sorted = isAscending ? 'ASC' : 'DESC';
  return column === id ? `ORDER BY ${id} ${sorted}` : `ORDER BY ${column} ${sorted}, ${id} ${sorted}`;
}

/**
 * The conditions of a part, written so that an index is walked in this order. On each side of the walk only the tightest
 * bound is a bound: an engine that is given two may start at the looser one. Bounds of other columns become filters:
 * SQLite would take an index on their column, and sort the rows afterwards.
 */
function walkedBy(walk: Walk, conditions: readonly Condition[], through: KeysetPosition | null): Condition[] {
  const { column } = walk.order;
  const bounds = [...positionConditions(walk, through), ...conditions].filter(isBounded);
  const own = bounds.filter(({ bound }) => bound.column === column);
  const filters = conditions.filter(({ bound }) => bound?.column !== column).map(asFilter);
  const [[low], [high]] = [tightest(own, '>'), tightest(own, '<')];
  if (low && high && column === walk.order.id) return [...filters, ...between(column, low, high)];
  return [...filters, ...(low ? [low] : []), ...(high ? [high] : [])];
}

/** A condition that says where to walk, as one that leaves rows out. */
export function asFilter({ sql, values, bound }: Condition): Condition {
  return { sql: bound?.asFilter ?? sql, values };
}

/** Two bounds of the id: SQLite would take an index of the id alone for two comparisons, whatever else a condition says. */
function between(column: string, low: Bounded, high: Bounded): Condition[] {
  const values = [low.bound.value, high.bound.value];
  return [{ sql: `${column} BETWEEN ? AND ?`, values }, asFilter(low), asFilter(high)];
}

/** What keeps rows between the ends of a walk, or of a slice of it: that ends before the walk does. */
export function positionConditions(walk: Walk, through: KeysetPosition | null = null): Condition[] {
  const [ahead, behind] = walk.isAscending ? (['>', '<'] as const) : (['<', '>'] as const);
  const ends = through === null ? beyond(walk, walk.to, behind) : beyond(walk, through, `${behind}=`);
  return [...beyond(walk, walk.from, ahead), ...ends];
}

function beyond({ order }: Walk, position: KeysetPosition | null, operator: Bound['operator']): Condition[] {
  if (position === null) return [];
  const place = `(${order.column}, ${order.id})`;
  const asFilter = `NOT (${place} ${INVERSE[operator]} (?, ?))`;
  const bound = { column: order.column, operator, value: position[0], asFilter };
  return [{ sql: `${place} ${operator} (?, ?)`, values: position, bound }];
}

/** Where a walk starts and where it ends, bounds of its conditions included. Shape: null where it has no bound on that side. */
export function endsOfWalk(walk: Walk): { start: KeysetPosition | null; endValue: SqlValue } {
  const conditions = [...positionConditions(walk), ...walk.source.where].filter(isBounded);
  const own = conditions.filter(({ bound }) => bound.column === walk.order.column);
  const [ahead, behind] = walk.isAscending ? (['>', '<'] as const) : (['<', '>'] as const);
  const [[first], [last]] = [tightest(own, ahead), tightest(own, behind)];
  return { start: first ? startBehind(first) : null, endValue: last?.bound.value ?? null };
}

/** Shape: null where a walk may start at the value of the bound itself. */
function startBehind({ values, bound }: Bounded): KeysetPosition | null {
  const [value = null, id] = values.length > 1 ? values : [bound.value, bound.value];
  return value === null || bound.operator.endsWith('=') ? null : [value, String(id)];
}

type Bounded = Condition & { readonly bound: Bound };

function isBounded(condition: Condition): condition is Bounded {
  return condition.bound !== undefined;
}

/** The bound of one side that leaves the fewest rows. Shape: empty where that side has none. */
function tightest(bounds: readonly Bounded[], side: '<' | '>'): Bounded[] {
  const [first, ...others] = bounds.filter(({ bound }) => bound.operator.startsWith(side));
  return first ? [others.reduce((one, other) => (isTighter(other, one) ? other : one), first)] : [];
}

function isTighter(one: Bounded, other: Bounded): boolean {
  const [value, otherValue] = [one.bound.value, other.bound.value];
  if (value === otherValue) return strictness(one) > strictness(other);
  return (value ?? 0) > (otherValue ?? 0) === one.bound.operator.startsWith('>');
}

/** How much a bound excludes, among bounds of one value. A position excludes some of the rows of that value. */
function strictness({ bound, values }: Bounded): number {
  if (values.length > 1) return 1;
  return bound.operator.endsWith('=') ? 0 : 2;
}
