/** How long something took. Units: milliseconds. */
export async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** How long the processor worked, in all threads: what else the machine does does not count. Units: milliseconds. */
export async function cpuMillisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** The middle of some measurements. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The least that the processor worked in five runs. Units: milliseconds. */
export async function leastCpuMilliseconds(work: () => Promise<unknown>): Promise<number> {
  const runs: number[] = [];
  for (let run = 0; run < 5; run += 1) runs.push(await cpuMillisecondsOf(work));
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
