/**
 * Units: sequences that the first statement of a search goes through: a page of what one entry in a thousand has is one statement,
 * and rows that somebody made for it take up to 50 ms. Then the least and the most that others go through.
 */
export const FIRST_STRETCH = 2 ** 15;
const SHORTEST_STRETCH = 2 ** 12;
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
  return tookMs < LONG_MS ? length : Math.max(length / 2, Math.min(length, SHORTEST_STRETCH));
}
