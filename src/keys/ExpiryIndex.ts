import { DAY_MS } from '../clock';
import type { CandidateIndex, NextCandidate } from '../storage/CandidateIndex';
import type { KeysetPosition } from '../storage/KeysetOrder';
import type { RunSql, SqlValue } from '../storage/Storage';
import { type Condition, ofOrganization, whereOf } from '../storage/select';

const EXPIRES_AT = '"expiresAt"';
const FROM = '"api_key"';
const LIVES: Condition = { sql: '"deletedAt" IS NULL', values: [] };
/** Units: milliseconds. The index has the number of this expression, as `AddKeySearch1835000000000` wrote it. */
const SPAN_MS = 2 * DAY_MS;
const SPAN = `"createdAt" / ${SPAN_MS}`;

/**
 * The live keys whose end lies between bounds. By date of creation it knows which spans of two days have none of them.
 * Source: decision 073.
 */
export class ExpiryIndex implements CandidateIndex {
  readonly ids: CandidateIndex['ids'];

  private constructor(
    private readonly organizationId: string,
    private readonly bounds: readonly Condition[],
    own: readonly Condition[],
  ) {
    const where = [...own, ...bounds];
    const sql = `SELECT "id" AS "candidate" FROM ${FROM} WHERE ${where.map((each) => each.sql).join(' AND ')}`;
    this.ids = { sql: `${sql} ORDER BY ${EXPIRES_AT}, "id"`, values: where.flatMap(({ values }) => values) };
  }

  /** The index for a list of live keys under these conditions; null where they bound no end. */
  static of(organizationId: string, conditions: readonly Condition[]): ExpiryIndex | null {
    const bounds = conditions.filter(({ bound }) => bound?.column === EXPIRES_AT);
    const own = conditions.filter(({ bound, isFilter }) => bound === undefined && isFilter !== true);
    return bounds.length === 0 ? null : new ExpiryIndex(organizationId, bounds, own);
  }

  async next(sql: RunSql, column: string, isAscending: boolean, from: KeysetPosition | null): Promise<NextCandidate> {
    if (column !== '"createdAt"') return null;
    const span = from === null ? null : Math.floor(Number(from[0]) / SPAN_MS);
    const [row] = await sql<{ span: number }>(...this.nextSpan(isAscending, span));
    if (row === undefined) return 'NONE';
    const found = Number(row.span);
    if (found === span) return null;
    return [(isAscending ? found : found + 1) * SPAN_MS, ''];
  }

  /** The statement that goes from span to span, each found by a look at the index, to the first that has such a key. */
  private nextSpan(isAscending: boolean, span: number | null): [text: string, values: SqlValue[]] {
    const values: SqlValue[] = [];
    const [beyond, direction] = isAscending ? ['>', 'ASC'] : ['<', 'DESC'];
    const live = [ofOrganization({ organizationId: this.organizationId }), LIVES];
    const first = (where: readonly Condition[]) =>
      `SELECT ${SPAN} FROM ${whereOf(FROM, [...live, ...where], values)} ORDER BY ${SPAN} ${direction} LIMIT 1`;
    const start = first(span === null ? [] : [{ sql: `${SPAN} ${beyond}= ?`, values: [span] }]);
    const following = first([{ sql: `${SPAN} ${beyond} "walked"."span"`, values: [] }]);
    const isInSpan = { sql: `${SPAN} = "walked"."span"`, values: [] };
    const found = `SELECT 1 FROM ${whereOf(FROM, [...live, isInSpan, ...this.bounds], values)}`;
    const text = `WITH RECURSIVE "walked" ("span") AS (
        SELECT (${start}) UNION ALL SELECT (${following}) FROM "walked" WHERE "walked"."span" IS NOT NULL
      ) SELECT "span" FROM "walked" WHERE "span" IS NOT NULL AND EXISTS (${found}) LIMIT 1`;
    return [text, values];
  }
}
