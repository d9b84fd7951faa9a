/** The rows of an organization that were sealed after the last one in the index of texts. Shape: a condition; `$1` is the organization. */
export const WAITS_FOR_INDEX = `"organizationId" = $1 AND "sequence" IS NOT NULL AND ("sequence" >= COALESCE(
    (SELECT "nextSequence" FROM "audit_text_indexed" WHERE "organizationId" = $1), 0))`;
