import type { CandidateIndex } from './CandidateIndex';
import { keptOf } from './keptOf';
import type { RunSql, SqlValue } from './Storage';
import { anyOf, type Condition, numbered, partsOf, whereOf } from './select';
import { asFilter, positionConditions, roundedLimit, sortedBy, type Walk } from './Walk';

/** Units: ids of the smallest statement. */
const MIN_PLACES = 16;

/** The rows that the first index names that names no more than so many, by their ids; null where there is none. */
export async function fewCandidates(
  sql: RunSql,
  indexes: readonly CandidateIndex[],
  limit: number,
): Promise<readonly string[] | null> {
  for (const { ids } of indexes) {
    const values: SqlValue[] = [];
    const text = numbered({ sql: `${ids.sql} LIMIT ?`, values: [...ids.values, limit + 1] }, values);
    // Together, since one row costs less than hundreds of them.
    const joined = `SELECT COUNT(*) AS "count", string_agg("candidate", ',') AS "ids" FROM (${text}) AS "candidates"`;
    const [row] = await sql<{ count: number; ids: string | null }>(joined, values);
    if (Number(row?.count) <= limit) return row?.ids?.split(',') ?? [];
  }
  return null;
}

/** Reads the first rows of a walk that are among the candidates. */
export async function readCandidates<Row>(
  sql: RunSql,
  walk: Walk,
  ids: readonly string[],
  limit: number,
): Promise<readonly Row[]> {
  if (ids.length === 0) return [];
  const { select, keeps } = walk.source;
  const values: SqlValue[] = [];
  const from = candidatesOf(walk, ids, values);
  const end = `${sortedBy(walk, walk.order)} LIMIT ${roundedLimit(keeps ? ids.length : limit)}`;
  const rows = await sql<Row>(`SELECT ${select} FROM ${from} ${end}`, values);
  return keptOf(walk.source, rows, limit);
}

/** Counts the rows of a walk, all of which are among the candidates. */
export async function countCandidates(sql: RunSql, walk: Walk, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0;
  if (walk.source.keeps) return (await readCandidates<never>(sql, walk, ids, ids.length)).length;
  const values: SqlValue[] = [];
  const from = candidatesOf(walk, ids, values);
  const [row] = await sql<{ count: number }>(`SELECT COUNT(*) AS "count" FROM ${from}`, values);
  return Number(row?.count ?? 0);
}

/** The rows that belong, each looked up by its id: joined so that no engine walks an index of the order instead. */
function candidatesOf(walk: Walk, ids: readonly string[], values: SqlValue[]): string {
  const places = numbered({ sql: placesFor(ids.length), values: padded(ids) }, values);
  const { source, order } = walk;
  const isCandidate: Condition = { sql: `${order.id} = "candidates"."column1"`, values: [] };
  return whereOf(
    `(VALUES ${places}) AS "candidates" CROSS JOIN ${source.from}`,
    [isCandidate, ...belongsTo(walk)],
    values,
  );
}

/** The conditions that a row belongs to a walk, in words for which SQLite takes no index. */
export function belongsTo(walk: Walk): Condition[] {
  const { source } = walk;
  // Where there are parts, a row that belongs is of one of them.
  const ofPart = source.parts === undefined ? [] : [anyOf(partsOf({ ...source, where: [] }))].map(isMet);
  return [...[...source.where, ...positionConditions(walk)].map(asFilter), ...ofPart];
}

function isMet({ sql, values }: Condition): Condition {
  return { sql: `${sql} = true`, values };
}

/** The same statement serves many counts of ids: nulls, which are nobody's, fill it up to the next power of two. */
function sizeFor(count: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(count, MIN_PLACES)));
}

function padded(ids: readonly string[]): SqlValue[] {
  return Array.from({ length: sizeFor(ids.length) }, (_each, index) => ids[index] ?? null);
}

function placesFor(count: number): string {
  return Array.from({ length: sizeFor(count) }, () => '(?)').join(', ');
}
