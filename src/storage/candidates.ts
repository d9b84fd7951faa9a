import type { CandidateIndex } from './CandidateIndex';
import type { RunSql, SqlValue } from './Storage';
import { anyOf, type Condition, numbered, partsOf, whereOf } from './select';
import { positionConditions, sortedBy, type Walk } from './Walk';

/** The first index that names no more than so many rows, if there is one. */
export async function fewCandidates(
  sql: RunSql,
  indexes: readonly CandidateIndex[],
  limit: number,
): Promise<CandidateIndex | null> {
  for (const index of indexes) {
    const values: SqlValue[] = [];
    const ids = idsOf(index, limit + 1, values);
    const [row] = await sql<{ count: number }>(`SELECT COUNT(*) AS "count" FROM ${ids}`, values);
    if (Number(row?.count) <= limit) return index;
  }
  return null;
}

/** Reads the first rows of a walk that are among the candidates. @param limit of rows @param max of candidates */
export function readCandidates<Row>(
  sql: RunSql,
  walk: Walk,
  index: CandidateIndex,
  limit: number,
  max: number,
): Promise<readonly Row[]> {
  const values: SqlValue[] = [limit];
  const from = candidatesOf(walk, index, max, values);
  return sql<Row>(`SELECT ${walk.source.select} FROM ${from} ${sortedBy(walk, walk.order)} LIMIT $1`, values);
}

/** Counts the rows of a walk, all of which are among the candidates. */
export async function countCandidates(sql: RunSql, walk: Walk, index: CandidateIndex, max: number): Promise<number> {
  const values: SqlValue[] = [];
  const from = candidatesOf(walk, index, max, values);
  const [row] = await sql<{ count: number }>(`SELECT COUNT(*) AS "count" FROM ${from}`, values);
  return Number(row?.count ?? 0);
}

/** The rows that belong, each looked up by its id. */
function candidatesOf(walk: Walk, index: CandidateIndex, max: number, values: SqlValue[]): string {
  // Some may have come since they were counted: twice as many are read, rather than any be missed.
  const ids = idsOf(index, max * 2, values);
  const { source, order } = walk;
  const isCandidate: Condition = { sql: `${order.id} = "candidates"."candidate"`, values: [] };
  // Where there are parts, a row that belongs is of one of them.
  const ofPart = source.parts === undefined ? [] : [anyOf(partsOf({ ...source, where: [] }))];
  const where = [isCandidate, ...source.where, ...ofPart, ...positionConditions(walk)];
  return whereOf(`${ids} CROSS JOIN ${source.from}`, where, values);
}

function idsOf({ ids }: CandidateIndex, limit: number, values: SqlValue[]): string {
  return `(${numbered({ sql: `${ids.sql} LIMIT ?`, values: [...ids.values, limit] }, values)}) AS "candidates"`;
}
