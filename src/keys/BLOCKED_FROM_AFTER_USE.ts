/** When a key counts as unused that was used at `$1`, or later by what its row says already. */
const IDLE_END = 'CASE WHEN "lastUsedAt" > $1 THEN "lastUsedAt" ELSE $1 END + "idleLimitMs"';

/**
 * The value of `"blockedFrom"` of a row whose key was used at `$1`, to be set in the statement that writes the use down: the
 * same as `blockingOf` of the row. A policy that is written at the same time is met as its row has it.
 */
export const BLOCKED_FROM_AFTER_USE = `CASE
  WHEN "violatesFrom" IS NOT NULL OR "idleLimitMs" IS NULL THEN "violatesFrom"
  WHEN "idleFrom" > ${IDLE_END} THEN "idleFrom" ELSE ${IDLE_END} END`;
