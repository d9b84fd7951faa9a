/** How long something took. Units: milliseconds. */
export async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** The middle of some measurements. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The shortest of five runs: whatever else the machine does can only add to it. Units: milliseconds. */
export async function fastestMilliseconds(work: () => Promise<unknown>): Promise<number> {
  const runs: number[] = [];
  for (let run = 0; run < 5; run += 1) runs.push(await millisecondsOf(work));
  return Math.min(...runs);
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
