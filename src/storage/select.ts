import { isId } from '../id';
import type { CandidateIndex } from './CandidateIndex';
import type { RunSql, SqlValue } from './Storage';

/** A condition with its values. Shape: every `?` of `sql` stands for one value, in order. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly SqlValue[];
  readonly bound?: Bound;
  /** Whether it leaves out what a walk in the order of a list comes by, rather than says where to walk. */
  readonly isFilter?: true;
}

/** What a condition says that keeps a column on one side of a value. Source: decision 032. */
export interface Bound {
  readonly column: string;
  readonly operator: '<' | '<=' | '>' | '>=';
  readonly value: SqlValue;
  /** The same condition in words for which SQLite takes no index; to PostgreSQL they are the same words. */
  readonly asFilter: string;
}

/** What is read, without its order. All texts are constants of the code; whatever a caller sent is a bound value. */
export interface Source {
  readonly select: string;
  readonly from: string;
  readonly where: readonly Condition[];
  /** Ways to belong to it, of which a row has exactly one; each is read by itself. Without them there is but one. */
  readonly parts?: readonly (readonly Condition[])[];
  /** Ways to find what the filters leave, other than to walk past what they leave out. */
  readonly candidates?: () => Promise<readonly CandidateIndex[]>;
  /** Whether these are asked for before anything of the list is looked at. */
  readonly isSearchedFirst?: boolean;
  /** What no condition can say, asked of each row that the conditions leave. */
  readonly keeps?: (row: never) => boolean;
  /** How a look beyond the first entries is taken; at once where it is not said. */
  readonly inTurn?: InTurn;
}

/** Runs work when its turn has come. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

/** Reads all rows of a source, in no order. */
export function selectRows<Row>(sql: RunSql, source: Source): Promise<readonly Row[]> {
  const values: SqlValue[] = [];
  const texts = partsOf(source).map((where) => `SELECT ${source.select} FROM ${whereOf(source.from, where, values)}`);
  return sql<Row>(texts.join(' UNION ALL '), values);
}

/** Counts all rows of a source. */
export async function countRows(sql: RunSql, source: Source): Promise<number> {
  const counts = await selectRows<{ count: number }>(sql, { ...source, select: 'COUNT(*) AS "count"' });
  return counts.reduce((sum, { count }) => sum + count, 0);
}

/** The conditions of each part of a source. Shape: one at least. */
export function partsOf({ where, parts }: Source): (readonly Condition[])[] {
  if (parts === undefined) return [where];
  return parts.length === 0 ? [[...where, NEVER]] : parts.map((part) => [...where, ...part]);
}

/** The condition that no row meets. */
export const NEVER: Condition = { sql: '1 = 0', values: [] };

/** What holds where the other does not. */
export const INVERSE = { '<': '>=', '<=': '>', '>': '<=', '>=': '<' } as const;

/** The condition that a column lies on one side of a value. */
export function isBeyond(column: string, operator: Bound['operator'], value: SqlValue): Condition {
  const asFilter = `NOT (${column} ${INVERSE[operator]} ?)`;
  return { sql: `${column} ${operator} ?`, values: [value], bound: { column, operator, value, asFilter } };
}

/** The condition that a column has one of these values; never true for no values. */
export function isOneOf(column: string, values: readonly SqlValue[]): Condition {
  const distinct = [...new Set(values)];
  if (distinct.length === 0) return NEVER;
  return { sql: `${column} IN (${distinct.map(() => '?').join(', ')})`, values: distinct };
}

/** The condition that a row is the organization's. @param column of a table that a statement reads beside others */
export function ofOrganization(
  { organizationId }: { readonly organizationId: string },
  column = '"organizationId"',
): Condition {
  return { sql: `${column} = ?`, values: [organizationId] };
}

/** Joins conditions with "and", and adds their values to those that are there. Shape: `<from> WHERE … $1 … $2`. */
export function whereOf(from: string, conditions: readonly Condition[], values: SqlValue[]): string {
  const where = conditions.map((condition) => numbered(condition, values));
  return `${from} WHERE ${where.join(' AND ')}`;
}

/** The text of a condition, or of another piece of a statement, its values added to those that are there. */
export function numbered(condition: Pick<Condition, 'sql' | 'values'>, values: SqlValue[]): string {
  let position = values.length;
  values.push(...condition.values);
  return condition.sql.replace(/\?/g, () => `$${++position}`);
}

/** The condition that all of one or another of these lists are met. */
export function anyOf(lists: readonly (readonly Condition[])[]): Condition {
  const sql = lists.map((list) => `(${list.map((each) => each.sql).join(' AND ')})`).join(' OR ');
  return { sql: `(${sql})`, values: lists.flatMap((list) => list.flatMap(({ values }) => values)) };
}

/**
 * Reads the rows of these ids that a source has, in the order of the ids; null where there is none.
 * @param column of the id
 */
export async function selectByIds<Row extends { readonly id: string }>(
  sql: RunSql,
  source: Source,
  column: string,
  ids: readonly string[],
): Promise<(Row | null)[]> {
  const where = [...source.where, isOneOf(column, ids.filter(isId))];
  const rows = await selectRows<Row>(sql, { ...source, where });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id) ?? null);
}
