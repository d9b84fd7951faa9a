import { termsArray } from '../keys/addToPostgresIndex';
import { allTrigramsOf } from '../keys/keyText';
import type { CandidateIndex, NextCandidate } from '../storage/CandidateIndex';
import type { Storage } from '../storage/Storage';
import { indexAuditTexts } from './indexAuditTexts';
import { MAX_INDEXED_CHARACTERS } from './indexedStart';
import { notIndexed } from './notIndexed';

/** The rows that a search of PostgreSQL's index of texts finds, and those that wait for it. Source: decision 107. */
export class PostgresAuditTexts implements CandidateIndex {
  readonly ids: CandidateIndex['ids'];

  private constructor(organizationId: string, terms: readonly string[]) {
    const waiting = notIndexed(organizationId);
    // Materialized, so that the planner does not take the limit for a reason to read the whole table instead.
    this.ids = {
      sql: `WITH "found" AS MATERIALIZED (SELECT "sequence" FROM "audit_text" WHERE "terms" @> ?::integer[])
        SELECT "id" AS "candidate" FROM "found" JOIN "audit_event" "e"
          ON "e"."organizationId" = ? AND "e"."sequence" = "found"."sequence"
        UNION ALL ${waiting.sql}`,
      values: [termsArray(organizationId, terms), organizationId, ...waiting.values],
    };
  }

  /** The index for a text, folded; null where that is too short, or too many rows wait for the index yet. */
  static async of(storage: Storage, organizationId: string, text: string): Promise<PostgresAuditTexts | null> {
    const terms = allTrigramsOf([...text].slice(0, MAX_INDEXED_CHARACTERS).join(''));
    if (terms.length === 0 || (await indexAuditTexts(storage, organizationId)) === 'BEHIND') return null;
    return new PostgresAuditTexts(organizationId, terms);
  }

  async next(): Promise<NextCandidate> {
    return null; // It has no order.
  }
}
