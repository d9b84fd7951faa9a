import { systemClock } from '../clock';
import type { Database } from '../database/Database';
import type { Log } from '../log';
import type { GaugeReaders } from '../metrics/Gauges';
import { METRIC_NAMES } from '../metrics/METRICS';
import type { Meter } from '../metrics/Meter';
import type { GaugeShare, OwnMetrics } from '../metrics/OwnMetrics';
import { RareLines } from '../RareLines';
import type { CompleteConfig } from './app';

/** Each metric that cannot be read is told once in ten minutes. */
const RATE = { spanMs: 600_000, maxLines: METRIC_NAMES.length };

/** What the metrics of a process are read from. */
interface Sources {
  readonly database: Database;
  readonly meter: Meter;
  readonly gauges: GaugeReaders;
  readonly share: GaugeShare;
}

/**
 * Opens the metrics of this process; null where nobody asks for them.
 * prom-client takes 11 MB, and is loaded only here and by `withMetrics`.
 */
export function openOwnMetrics(
  { metrics }: Pick<CompleteConfig, 'metrics'>,
  { database, meter, gauges, share }: Sources,
  log: Log,
): OwnMetrics | null {
  if (metrics === null) return null;
  const { OwnMetrics: Opened } = require('../metrics/OwnMetrics') as typeof import('../metrics/OwnMetrics');
  const lines = new RareLines(log, systemClock, RATE);
  return new Opened(meter, { ...database.gauges, ...gauges }, share, (metric, error) => {
    lines.warn(metric, { metric, err: error }, 'a metric cannot be read, and is left out');
  });
}
