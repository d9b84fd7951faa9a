import { Registry } from 'prom-client';
import { METRIC_NAMES, metricOf } from './METRICS';
import type { Metric } from './Metric';
import type { Readings } from './Readings';

/** What of prom-client's default metrics begins with `process_`. The others would watch the garbage collector and more. */
const COLLECTORS = [
  'processCpuTotal',
  'processStartTime',
  'osMemoryHeap',
  'processOpenFileDescriptors',
  'processMaxFileDescriptors',
];

/** One of prom-client's, which its types do not list. */
type Collector = (registry: Registry) => void;

/** Reads what prom-client knows of this process. Processor time counts from here on. */
export class ProcessReader {
  private readonly registry = new Registry();

  constructor() {
    for (const name of COLLECTORS) (require(`prom-client/lib/metrics/${name}`) as Collector)(this.registry);
  }

  /** Reads. What the system does not tell is left out. @param isWanted tells of which metrics */
  async read(isWanted: (metric: Metric) => boolean): Promise<Readings> {
    const readings: Record<string, readonly number[]> = {};
    for (const name of METRIC_NAMES) {
      // One after the other: some are counted while the one before them is read.
      const found = isWanted(metricOf(name)) ? await this.registry.getSingleMetric(name)?.get() : undefined;
      const value = found?.values[0]?.value ?? Number.NaN; // As a limit that is none.
      if (Number.isFinite(value)) readings[name] = [value];
    }
    return readings;
  }
}
