import { type Metric as AnyMetric, Registry } from 'prom-client';
import { METRIC_NAMES, type MetricName, metricOf } from './METRICS';
import type { Labels, Metric } from './Metric';
import type { Readings } from './Readings';

/** The media type of the page. */
export const METRICS_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

/** One line of the page. */
interface Line {
  readonly metricName?: string;
  readonly labels: Labels;
  readonly value: number;
}

/** Writes readings as Prometheus reads them. Source: Prometheus, exposition formats. */
export function metricsText(readings: Readings): Promise<string> {
  const registry = new Registry();
  for (const name of METRIC_NAMES) {
    const cells = readings[name];
    // All that a registry asks of a metric is its name and what it reads.
    if (cells) registry.registerMetric(toMetric(name, cells) as unknown as AnyMetric);
  }
  return registry.metrics();
}

function toMetric(name: MetricName, cells: readonly number[]) {
  const metric = metricOf(name);
  const { type, help, series } = metric;
  const values = series.flatMap((labels, place) => linesOf(name, metric, labels, cells, place));
  return { name, get: async () => ({ name, type, help, values }) };
}

function linesOf(name: string, { buckets }: Metric, labels: Labels, cells: readonly number[], place: number): Line[] {
  if (!buckets) return [{ labels, value: cells[place] ?? 0 }];
  const start = place * (buckets.length + 2); // As `HistogramCells` has them.
  let count = 0;
  const lines = [...buckets.map(String), '+Inf'].map((le, index) => {
    count += cells[start + index] ?? 0;
    return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: count };
  });
  const sum = cells[start + buckets.length + 1] ?? 0;
  return [
    ...lines,
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: count },
  ];
}
