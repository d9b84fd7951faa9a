/** When a key counts as unused that was used at `$1`. */
const IDLE_END = `CASE WHEN "idleFrom" > $1 + "idleLimitMs" THEN "idleFrom" ELSE $1 + "idleLimitMs" END`;

/**
 * The value of `"blockedFrom"` of a row whose key was used at `$1`, to be set in the statement that writes the use down: the
 * same as `blockingOf` of the row. A policy that is written at the same time is met as its row has it.
 */
export const BLOCKED_FROM_AFTER_USE = `CASE
  WHEN "violatesFrom" IS NOT NULL OR "idleLimitMs" IS NULL THEN "violatesFrom" ELSE ${IDLE_END} END`;
