import { EventLoopWatch } from '../../src/metrics/EventLoopWatch';
import { REFUSAL_REASONS, REQUEST_KINDS, REQUEST_OUTCOMES } from '../../src/metrics/LABEL_VALUES';
import { Meter } from '../../src/metrics/Meter';
import { metricsText } from '../../src/metrics/metricsText';
import { countsOf, sumOf } from '../../src/metrics/Readings';
import { readExposition } from '../support/exposition';
import { endAfter } from '../support/leftOpen';
import { waitUntil } from '../support/waitUntil';

/** What is counted of a metric. Shape: the series that are not 0. */
async function counted(name: string, count: (meter: Meter) => void): Promise<string[]> {
  const meter = new Meter();
  count(meter);
  const { samples } = readExposition(await metricsText(meter.read()));
  return [...samples].flatMap(([series, value]) => (series.startsWith(`${name}{`) && value > 0 ? series : []));
}

describe('a meter', () => {
  it('counts each kind and outcome in the series of its name', async () => {
    for (const kind of REQUEST_KINDS) {
      for (const outcome of REQUEST_OUTCOMES) {
        expect(await counted('latchkey_requests_total', (meter) => meter.request(kind, outcome, 0))).toEqual([
          `latchkey_requests_total{kind="${kind}",outcome="${outcome}"}`,
        ]);
      }
      expect(await counted('latchkey_request_seconds_count', (meter) => meter.request(kind, 'answered', 99))).toEqual([
        `latchkey_request_seconds_count{kind="${kind}"}`,
      ]);
    }
  });

  it('counts each reason of a refusal in the series of its name', async () => {
    for (const reason of REFUSAL_REASONS) {
      expect(await counted('latchkey_key_checks_total', (meter) => meter.keyRefused(reason))).toEqual([
        `latchkey_key_checks_total{outcome="refused",reason="${reason}"}`,
      ]);
    }
  });

  it('puts a time into the bucket whose bound it does not exceed', async () => {
    const buckets = (seconds: number) =>
      counted('latchkey_request_seconds_bucket', (meter) => meter.request('verify', 'answered', seconds));
    expect((await buckets(0.001))[0]).toBe('latchkey_request_seconds_bucket{kind="verify",le="0.001"}');
    expect((await buckets(0.0011))[0]).toBe('latchkey_request_seconds_bucket{kind="verify",le="0.0025"}');
    expect(await buckets(10.5)).toEqual(['latchkey_request_seconds_bucket{kind="verify",le="+Inf"}']);
  });
});

describe('readings', () => {
  it('are added up cell by cell, and those that are not there add nothing', () => {
    const first = { latchkey_cost_points_total: [3], latchkey_database_connections: [1, 2, 3] };
    const second = { latchkey_database_connections: [10, 0, 1], latchkey_workers: [2] };
    expect(sumOf([first, {}, second])).toEqual({
      latchkey_cost_points_total: [3],
      latchkey_database_connections: [11, 2, 4],
      latchkey_workers: [2],
    });
    expect(countsOf(first)).toEqual({ latchkey_cost_points_total: [3] });
  });
});

describe('the watch of the event loop', () => {
  it('counts how late a timer is that the program holds up', async () => {
    const delays: number[] = [];
    const watch = new EventLoopWatch({ eventLoopDelay: (seconds) => void delays.push(seconds) });
    watch.start();
    endAfter('test', () => watch.stop());
    const until = performance.now() + 200;
    while (performance.now() < until); // Nothing else runs.
    await waitUntil('the late timer is counted', () => delays.length > 0);
    expect(delays[0]).toBeGreaterThanOrEqual(0.1);
  });
});
