import { METRICS_PATH } from '../../src/metrics/METRICS_PATH';
import { Meter } from '../../src/metrics/Meter';
import { MetricsServer } from '../../src/metrics/MetricsServer';
import type { Readings } from '../../src/metrics/Readings';
import { readExposition } from '../support/exposition';
import { gate } from '../support/gate';
import { endAfter } from '../support/leftOpen';
import { begunRequest, request } from '../support/request';

/** Serves what is read. Shape: the URL. */
async function served(read: () => Promise<Readings>): Promise<string> {
  const server = new MetricsServer(read);
  const { port } = await server.listen(0, '127.0.0.1');
  endAfter('test', () => server.close());
  return `http://127.0.0.1:${port}`;
}

describe('the server of metrics', () => {
  it('answers GET /metrics with the media type of Prometheus', async () => {
    const meter = new Meter();
    meter.request('graphql', 'forbidden', 0.25);
    const url = await served(async () => meter.read());
    const { status, headers, text } = await request(url, { path: METRICS_PATH });
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
      'no-store',
    ]);
    const { types, samples } = readExposition(text);
    expect([...types]).toEqual([
      ['latchkey_requests_total', 'counter'],
      ['latchkey_key_checks_total', 'counter'],
      ['latchkey_decisions_refused_total', 'counter'],
      ['latchkey_cost_points_total', 'counter'],
      ['latchkey_request_seconds', 'histogram'],
      ['latchkey_event_loop_delay_seconds', 'histogram'],
    ]);
    expect([...samples].filter(([, value]) => value !== 0)).toEqual([
      ['latchkey_requests_total{kind="graphql",outcome="forbidden"}', 1],
      ['latchkey_request_seconds_bucket{kind="graphql",le="0.25"}', 1],
      ['latchkey_request_seconds_bucket{kind="graphql",le="0.5"}', 1],
      ['latchkey_request_seconds_bucket{kind="graphql",le="1"}', 1],
      ['latchkey_request_seconds_bucket{kind="graphql",le="2.5"}', 1],
      ['latchkey_request_seconds_bucket{kind="graphql",le="10"}', 1],
      ['latchkey_request_seconds_bucket{kind="graphql",le="+Inf"}', 1],
      ['latchkey_request_seconds_sum{kind="graphql"}', 0.25],
      ['latchkey_request_seconds_count{kind="graphql"}', 1],
    ]);
  });

  it('answers nothing else', async () => {
    const url = await served(async () => ({}));
    const ask = async (method: string, path: string, body?: string) => {
      const { status, headers, text } = await request(url, { method, path, body });
      return [status, headers.allow, text];
    };
    expect(await ask('GET', '/metrics?name=latchkey_workers')).toEqual([200, undefined, '\n']);
    expect(await ask('HEAD', '/metrics')).toEqual([200, undefined, '']);
    expect(await ask('POST', '/metrics', 'x'.repeat(100_000))).toEqual([
      405,
      'GET, HEAD',
      'The metrics take GET alone.\n',
    ]);
    expect(await ask('GET', '/')).toEqual([404, undefined, 'The metrics are at /metrics.\n']);
    expect(await ask('DELETE', '/metrics/')).toEqual([404, undefined, 'The metrics are at /metrics.\n']);
    expect(await ask('GET', '/graphql')).toEqual([404, undefined, 'The metrics are at /metrics.\n']);
  });

  it('reads once for all who ask meanwhile, and again for the next', async () => {
    const { open, opened } = gate();
    let readCount = 0;
    const url = await served(async () => {
      readCount += 1;
      await opened;
      return { latchkey_cost_points_total: [readCount] };
    });
    const first = await begunRequest(url, { path: METRICS_PATH });
    const second = await begunRequest(url, { path: METRICS_PATH });
    open();
    const texts = await Promise.all([first.answer, second.answer].map(async (answer) => (await answer).text));
    expect(texts.map((text) => [...readExposition(text).samples])).toEqual([
      [['latchkey_cost_points_total', 1]],
      [['latchkey_cost_points_total', 1]],
    ]);
    await request(url, { path: METRICS_PATH });
    expect(readCount).toBe(2);
  });

  it('says that it failed where nothing can be read, and reads again', async () => {
    const answers: (() => Promise<Readings>)[] = [
      () => Promise.reject(new Error('a secret')),
      async () => ({ latchkey_workers: [3] }),
    ];
    const url = await served(() => (answers.shift() ?? (async () => ({})))());
    const failed = await request(url, { path: METRICS_PATH });
    expect([failed.status, failed.text]).toEqual([500, 'The metrics cannot be read.\n']);
    expect((await request(url, { path: METRICS_PATH })).text).toBe(
      '# HELP latchkey_workers Processes that serve: 1 without --workers.\n# TYPE latchkey_workers gauge\nlatchkey_workers 3\n',
    );
  });
});

describe('a page of metrics', () => {
  it.each([
    ['no end of the last line', '# HELP a_total A.\n# TYPE a_total counter\na_total 1'],
    ['a sample without a type', 'a_total 1\n'],
    ['a type without a help', '# TYPE a_total counter\na_total 1\n'],
    ['a series that comes twice', '# HELP a A.\n# TYPE a gauge\na{b="c"} 1\na{b="c"} 1\n'],
    ['a value that is no number', '# HELP a A.\n# TYPE a gauge\na NaN\n'],
    ['a quotation mark in a label', '# HELP a A.\n# TYPE a gauge\na{b="c"d"} 1\n'],
    ['a counter below 0', '# HELP a_total A.\n# TYPE a_total counter\na_total -1\n'],
    [
      'a bucket that shrinks',
      '# HELP a A.\n# TYPE a histogram\na_bucket{le="1"} 2\na_bucket{le="+Inf"} 1\na_sum 1\na_count 1\n',
    ],
    ['a count that differs', '# HELP a A.\n# TYPE a histogram\na_bucket{le="+Inf"} 1\na_sum 1\na_count 2\n'],
  ])('is refused by the reader of the tests for %s', (_what, text) => {
    expect(() => readExposition(text)).toThrow();
  });
});
