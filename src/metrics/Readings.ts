import { METRIC_NAMES, type MetricName, metricOf } from './METRICS';

/**
 * What was read of metrics. A metric that cannot be read is left out.
 * Shape: the cells of a metric in the order of its series; of a histogram, those of `HistogramCells` for each.
 */
export type Readings = Readonly<Partial<Record<MetricName, readonly number[]>>>;

/** Adds readings up, cell by cell. */
export function sumOf(all: readonly Readings[]): Readings {
  const sums: Partial<Record<MetricName, number[]>> = {};
  for (const name of METRIC_NAMES) {
    for (const { [name]: cells } of all) {
      if (cells) sums[name] = cells.map((cell, index) => cell + (sums[name]?.[index] ?? 0));
    }
  }
  return sums;
}

/** What of readings only grows, and outlives the process that was read. */
export function countsOf(readings: Readings): Readings {
  const counts: Partial<Record<MetricName, readonly number[]>> = {};
  for (const name of METRIC_NAMES) if (metricOf(name).type !== 'gauge') counts[name] = readings[name];
  return counts;
}
