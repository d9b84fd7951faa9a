import type { Condition } from '../storage/select';

/** Units: rows that wait for the index, up to which all of them are told. Whoever meets more reads the log otherwise. */
export const MAX_NOT_INDEXED = 400;

/**
 * What reads the rows of an organization that are not in the index of texts, or one more than `MAX_NOT_INDEXED` of a kind.
 * Shape: a `SELECT` of `candidate`. In the order of the sequence: PostgreSQL would look through the whole log for the last rows.
 */
export function notIndexed(organizationId: string): Pick<Condition, 'sql' | 'values'> {
  return {
    sql: `SELECT "id" AS "candidate" FROM "audit_event" WHERE "organizationId" = ? AND "sequence" IS NULL
      UNION ALL SELECT "id" FROM (SELECT "id" FROM "audit_event" WHERE "organizationId" = ? AND "sequence" IS NOT NULL
        AND "sequence" >= COALESCE((SELECT "nextSequence" FROM "audit_text_indexed" WHERE "organizationId" = ?), 0)
        ORDER BY "sequence" LIMIT ${MAX_NOT_INDEXED + 1}) AS "later"
      UNION ALL SELECT "id" FROM "audit_text_waiting" "w" CROSS JOIN "audit_event" "e"
        WHERE "w"."organizationId" = ? AND "e"."organizationId" = "w"."organizationId" AND "e"."sequence" = "w"."sequence"`,
    values: [organizationId, organizationId, organizationId, organizationId],
  };
}
