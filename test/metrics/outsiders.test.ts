import { METHODS } from 'node:http';
import fc from 'fast-check';
import { createLog } from '../../src/log';
import { METRIC_NAMES, type MetricName, metricOf } from '../../src/metrics/METRICS';
import { openOwnMetrics } from '../../src/running/openOwnMetrics';
import { metricsOf } from '../support/metrics';
import { sharedWorld } from '../support/world';

/** Series that have no provider in this program yet. */
const UNTOLD: string[] = [];

/** How many samples metrics come to. */
function sampleCountOf(names: readonly MetricName[]): number {
  return names
    .map(metricOf)
    .reduce((sum, { series, buckets }) => sum + series.length * (buckets ? buckets.length + 3 : 1), 0);
}

/** What a client may send in a header or an address. */
const text = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_.~{}",=\\/%'), minLength: 1, maxLength: 30 });
const method = fc.constantFrom(...METHODS.filter((each) => each !== 'CONNECT'));
const name = fc.stringMatching(/^[_A-Za-z]\w{0,20}$/);

describe('what a stranger sends', () => {
  const world = sharedWorld('sqlite');

  it('makes no series: their number is that of the list', async () => {
    const read = metricsOf(world());
    const before = await read();
    const { key } = await world().organization();
    const attempt = fc.record({ method, path: text, agent: text, credential: text, operation: name, scope: text });
    for (const each of fc.sample(attempt, { numRuns: 25, seed: 1 })) {
      const path = `/of-nobody/${encodeURI(each.path)}`;
      const headers = {
        'user-agent': each.agent,
        authorization: `Bearer ${each.credential}`,
        'x-request-id': each.agent,
        'x-forwarded-for': each.path,
      };
      await world().request({ method: each.method, path, headers });
      await world().request({ method: each.method, path: `/verify?scope=${encodeURI(each.scope)}`, headers });
      await world().as(key).run(`query ${each.operation} { ${each.operation}: viewer { name } ${each.operation} }`);
      await world().as(key).run(`query ${each.operation} { ${each.operation}: viewer { name } }`);
    }
    const after = await read();
    expect([...after.keys()]).toEqual([...before.keys()]);
    const told = METRIC_NAMES.filter((each) => [...after.keys()].some((series) => series.startsWith(each)));
    expect(after.size).toBe(sampleCountOf(told));
    expect(sampleCountOf(METRIC_NAMES)).toBe(244);
    const isOfOneSystem = (each: string): boolean => each.startsWith('process_'); // Not every system tells them.
    expect(METRIC_NAMES.filter((each) => !told.includes(each) && !isOfOneSystem(each))).toEqual(UNTOLD);
    const other = 'latchkey_requests_total{kind="other",outcome="invalid"}';
    expect(after.get(other) ?? 0).toBeGreaterThan(before.get(other) ?? 0);
    expect(after.get('latchkey_requests_total{kind="graphql",outcome="answered"}')).toBe(25);
  });
});

describe('a server without METRICS_PORT', () => {
  const world = sharedWorld('sqlite');

  it('gathers no metrics', () => {
    const { app, database, config } = world();
    const sources = { database, meter: app.services.meter, gauges: app.gauges, share: 'ALL' as const };
    expect(config.metrics).toBe(null);
    expect(openOwnMetrics(config, sources, createLog('silent'))).toBe(null);
  });
});
