import type { Condition } from '../storage/select';

/** What reads the rows of an organization that are not in the index of texts. Shape: a `SELECT` of `candidate`. */
export function notIndexed(organizationId: string): Pick<Condition, 'sql' | 'values'> {
  return {
    sql: `SELECT "id" AS "candidate" FROM "audit_event" WHERE "organizationId" = ? AND "sequence" IS NULL
      UNION ALL SELECT "id" FROM "audit_event" WHERE "organizationId" = ? AND "sequence" >= COALESCE(
        (SELECT "nextSequence" FROM "audit_text_indexed" WHERE "organizationId" = ?), 0)
      UNION ALL SELECT "id" FROM "audit_text_waiting" "w" CROSS JOIN "audit_event" "e"
        WHERE "w"."organizationId" = ? AND "e"."organizationId" = "w"."organizationId" AND "e"."sequence" = "w"."sequence"`,
    values: [organizationId, organizationId, organizationId, organizationId],
  };
}
