/** Units: sequences that the first statement of a search goes through, and the most that any does. */
export const FIRST_STRETCH = 2 ** 12;
const LONGEST_STRETCH = 2 ** 16;
/** Units: milliseconds of a statement, up to which the next may be longer, and from which it is to be shorter. */
const SHORT_MS = 3;
const LONG_MS = 12;

/**
 * How far the next statement of a search goes, by what the last one took: others have their turn only in between.
 * Units: sequences.
 */
export function nextStretch(length: number, tookMs: number): number {
  if (tookMs < SHORT_MS) return Math.min(length * (tookMs < SHORT_MS / 4 ? 4 : 2), LONGEST_STRETCH);
  return tookMs < LONG_MS ? length : Math.max(length / 2, Math.min(length, FIRST_STRETCH));
}
