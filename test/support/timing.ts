/** The least of some times. */
export function minimum(times: readonly number[]): number {
  return Math.min(...times);
}

/** The time that half of them do not exceed. */
export function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}

/**
 * How well a time tells two kinds of requests apart: the share of pairs in which the second took longer.
 * Units: 0.5 means not at all.
 */
export function distinguishability(first: readonly number[], second: readonly number[]): number {
  let longer = 0;
  for (const a of first) for (const b of second) longer += b > a ? 1 : b === a ? 0.5 : 0;
  return longer / (first.length * second.length);
}
