import { textQuery } from '../keys/keyText';
import type { CandidateIndex, CandidateSlice, NextCandidate } from '../storage/CandidateIndex';
import type { KeysetPosition } from '../storage/KeysetOrder';
import type { RunSql, SqlValue, Storage } from '../storage/Storage';
import { numbered } from '../storage/select';
import { SEQUENCE_BITS } from './addSqliteTexts';
import { indexAuditTexts } from './indexAuditTexts';
import { notIndexed } from './notIndexed';

/** Units: rows that are late, or wait for the index, which a page looks at each time. */
const MAX_STRAGGLERS = 400;
const LATE = 2 ** SEQUENCE_BITS;
const SEQUENCE = `("audit_text"."rowid" & ${LATE - 1})`;
const STATE = '(SELECT "number" FROM "audit_text_indexed" WHERE "organizationId" = ?)';
const FOUND = `"audit_text" CROSS JOIN "audit_event"
  ON "audit_event"."organizationId" = ? AND "audit_event"."sequence" = ${SEQUENCE}
  WHERE "audit_text" MATCH ? AND "audit_text"."rowid" BETWEEN (${STATE} << ${SEQUENCE_BITS + 1})`;
/** The last row before a place has the highest sequence of all that came in time; of a late one it is higher still. */
const LAST_BEFORE = `COALESCE((SELECT "sequence" FROM "audit_event"
  WHERE "organizationId" = ? AND "sequence" IS NOT NULL AND "id" < ? ORDER BY "id" DESC LIMIT 1), -1)`;

/** The rows that a search of SQLite's index of texts finds, and those that wait for it. Source: decision 107. */
export class SqliteAuditTexts implements CandidateIndex {
  readonly ids: CandidateIndex['ids'];

  private constructor(
    private readonly organizationId: string,
    private readonly terms: string,
  ) {
    const waiting = notIndexed(organizationId);
    this.ids = {
      sql: `SELECT "candidate" FROM (
        SELECT "id" AS "candidate" FROM ${FOUND} AND (${STATE} << ${SEQUENCE_BITS + 1}) | ${2 * LATE - 1}
        UNION ALL ${waiting.sql})`,
      values: [...this.found, organizationId, ...waiting.values],
    };
  }

  /** The index for a text, folded; null where that is too short, or too many rows wait for the index yet. */
  static async of(storage: Storage, organizationId: string, text: string): Promise<SqliteAuditTexts | null> {
    const terms = textQuery(text);
    if (terms === '' || !(await indexAuditTexts(storage, organizationId))) return null;
    return new SqliteAuditTexts(organizationId, terms);
  }

  async next(): Promise<NextCandidate> {
    return null;
  }

  /** Rows that are not late have the order of the ids by their sequence, too. One statement: a row may change its place. */
  async slice(
    sql: RunSql,
    column: string,
    isAscending: boolean,
    from: KeysetPosition | null,
    count: number,
  ): Promise<CandidateSlice | null> {
    if (column !== '"id"' || isAscending) return null;
    const { organizationId } = this;
    const waiting = notIndexed(organizationId);
    const last = {
      sql: from === null ? `${LATE - 1}` : LAST_BEFORE,
      values: from === null ? [] : [organizationId, from[1]],
    };
    const values: SqlValue[] = [];
    const inTime = `SELECT "id" AS "candidate", 1 AS "isInTime" FROM ${FOUND} AND (${STATE} << ${SEQUENCE_BITS + 1}) + ${last.sql}
      ORDER BY "audit_text"."rowid" DESC LIMIT ?`;
    const late = `SELECT "id" AS "candidate" FROM ${FOUND} + ${LATE} AND (${STATE} << ${SEQUENCE_BITS + 1}) | ${2 * LATE - 1}`;
    const stragglers = `SELECT "candidate", 0 AS "isInTime" FROM (${late} UNION ALL ${waiting.sql}) LIMIT ${MAX_STRAGGLERS + 1}`;
    const text = numbered(
      {
        sql: `SELECT * FROM (${inTime}) UNION ALL SELECT * FROM (${stragglers})`,
        values: [
          ...[...this.found, organizationId, ...last.values, count],
          ...[...this.found, organizationId, ...waiting.values],
        ],
      },
      values,
    );
    const rows = await sql<{ candidate: string; isInTime: number }>(text, values);
    const ordered = rows.filter(({ isInTime }) => isInTime === 1);
    if (rows.length - ordered.length > MAX_STRAGGLERS) return null;
    return {
      ids: rows.map(({ candidate }) => candidate),
      through: ordered.length < count ? null : (ordered.at(-1)?.candidate ?? null),
    };
  }

  /** The values of `FOUND`. */
  private get found(): SqlValue[] {
    return [this.organizationId, this.terms, this.organizationId];
  }
}
