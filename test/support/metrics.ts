import { createLog } from '../../src/log';
import { metricsText } from '../../src/metrics/metricsText';
import { openOwnMetrics } from '../../src/running/openOwnMetrics';
import { readExposition } from './exposition';
import { endAfter } from './leftOpen';
import { request } from './request';
import type { World } from './world';

/** The samples of a page, by name and labels. */
export type Samples = ReadonlyMap<string, number>;

/** Opens the metrics of a test's server. Shape: reads the page. */
export function metricsOf(world: World): () => Promise<Samples> {
  const { database, app } = world;
  const gauges = { ...app.gauges, latchkey_workers: () => 1 }; // As `serve` has it.
  const sources = { database, meter: app.services.meter, gauges, share: 'ALL' as const };
  const own = openOwnMetrics({ metrics: { port: 0, host: '127.0.0.1' } }, sources, createLog('silent'));
  if (own === null) throw new Error('the metrics were not opened');
  endAfter('file', () => own.stop());
  return async () => readExposition(await metricsText(await own.read())).samples;
}

/** Reads the page of a program. */
export async function readMetrics(metricsUrl: string): Promise<Samples> {
  const { status, text } = await request(metricsUrl, { path: '/metrics' });
  if (status !== 200) throw new Error(`the metrics were answered with ${status}: ${text}`);
  return readExposition(text).samples;
}

/** What counters of a metric grew by, where they did. Shape: the labels, and by how much. */
export function grown(name: string, before: Samples, after: Samples): Record<string, number> {
  const entries = [...after]
    .filter(([series]) => series === name || series.startsWith(`${name}{`))
    .map(([series, value]) => [series.slice(name.length), value - (before.get(series) ?? 0)] as const);
  return Object.fromEntries(entries.filter(([, growth]) => growth !== 0));
}
