import type { Labels } from './Metric';

/** Every set of labels that these values make. Shape: the last label changes first. */
export function seriesOf(values: Readonly<Record<string, readonly string[]>>): readonly Labels[] {
  return Object.entries(values).reduce<readonly Labels[]>(
    (series, [label, each]) => series.flatMap((labels) => each.map((value) => ({ ...labels, [label]: value }))),
    [{}],
  );
}
