import type { UsePoint } from './KeyUse';

/** The stretches of a series that were not counted. Shape: where the first point of each begins, and the last one. */
export function uncountedSpans(points: readonly UsePoint[]): [first: string, last: string][] {
  const spans: [string, string][] = [];
  for (const [index, { from, requests }] of points.entries()) {
    if (requests !== null) continue;
    const span = points[index - 1]?.requests === null ? spans.at(-1) : undefined;
    if (span) span[1] = from;
    else spans.push([from, from]);
  }
  return spans;
}
