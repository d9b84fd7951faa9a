import type { CandidateIndex, NextCandidate } from '../storage/CandidateIndex';
import type { Storage } from '../storage/Storage';
import { termsArray } from './addToPostgresIndex';
import { indexWaitingKeys } from './indexApiKeys';
import type { KeySearch } from './KeySearch';
import { trigramsOf } from './keyText';

/** The keys that a search of PostgreSQL's index finds, and those that wait for it. Source: decision 073. */
export class PostgresKeyIndex implements CandidateIndex {
  readonly ids: CandidateIndex['ids'];

  private constructor(organizationId: string, terms: readonly string[]) {
    // Materialized, so that the planner does not take the limit for a reason to read the whole table instead.
    this.ids = {
      sql: `WITH "found" AS MATERIALIZED (
          SELECT "keyId" FROM "api_key_indexed" WHERE "terms" @> ?::integer[]
        ) SELECT "keyId" AS "candidate" FROM "found"
        UNION ALL SELECT "keyId" FROM "api_key_unindexed" WHERE "organizationId" = ?`,
      values: [termsArray(organizationId, terms), organizationId],
    };
  }

  /** The index for a search; null where it cannot help, or too many keys wait for it yet. */
  static async of(storage: Storage, { organizationId, text, scope }: KeySearch): Promise<PostgresKeyIndex | null> {
    const terms = [...trigramsOf(text ?? ''), ...(scope === null ? [] : [scope])];
    if (terms.length === 0 || !(await indexWaitingKeys(storage, organizationId))) return null;
    return new PostgresKeyIndex(organizationId, terms);
  }

  async next(): Promise<NextCandidate> {
    return null; // It has no order.
  }
}
