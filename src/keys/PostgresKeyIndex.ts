import type { CandidateIndex, NextCandidate } from '../storage/CandidateIndex';
import type { KeySearch } from './KeySearch';
import { trigramsOf } from './keyText';

/** The keys that a search of PostgreSQL's index finds. Source: decision 073. */
export class PostgresKeyIndex implements CandidateIndex {
  readonly ids: CandidateIndex['ids'];

  private constructor({ organizationId, text, scope }: KeySearch) {
    // Materialized, so that the planner does not take the limit for a reason to read the whole table instead.
    this.ids = {
      sql: `WITH "found" AS MATERIALIZED (
        SELECT "id" AS "candidate" FROM "api_key"
        WHERE "api_key_terms"("organizationId", ARRAY["sortName", LOWER("user" COLLATE "BINARY")],
          string_to_array("scopes", ' ')) @> "api_key_terms"(?, ARRAY[?::text], ARRAY[?::text])
      ) SELECT "candidate" FROM "found"`,
      values: [organizationId, text ?? '', scope ?? ''],
    };
  }

  /** The index for a search; null where it cannot help. */
  static of(search: KeySearch): PostgresKeyIndex | null {
    const isHelped = search.scope !== null || trigramsOf(search.text ?? '').length > 0;
    return isHelped ? new PostgresKeyIndex(search) : null;
  }

  async next(): Promise<NextCandidate> {
    return null; // It has no order.
  }
}
