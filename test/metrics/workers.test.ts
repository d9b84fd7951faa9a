import { createServer } from 'node:net';
import { freePort } from '../support/freePort';
import { grown, readMetrics } from '../support/metrics';
import { runCommand, type ServedProgram, serveProgram } from '../support/program';
import { request } from '../support/request';
import { waitUntil } from '../support/waitUntil';
import { CONNECTIONS, linesOf, newPlace, pidsOf, post, serveTwo } from '../support/workers';

const ANSWERED = 'latchkey_requests_total{kind="graphql",outcome="answered"}';
const CHECKED = 'latchkey_key_checks_total{outcome="accepted",reason="none"}';

/** Where a program says that its metrics are. */
function metricsUrlOf({ printed }: ServedProgram): Promise<string> {
  return printed(/"metricsUrl":"([^"]+)"/);
}

describe('the metrics of workers', () => {
  let program: ServedProgram;
  let key: string;
  let metricsUrl: string;

  beforeAll(async () => {
    const place = await newPlace();
    key = place.key;
    // Where no worker is left, port 0 is found anew.
    const ports = { PORT: String(await freePort()), METRICS_PORT: '0' };
    program = await serveTwo({ environment: { ...place.environment, ...ports } });
    metricsUrl = await metricsUrlOf(program);
  });

  /** Asks over so many connections. Shape: how many were answered. */
  const ask = async (count: number): Promise<number> => {
    const asked = Array.from({ length: count }, () => request(program.url, post(key, '{ viewer { name } }')));
    return (await Promise.all(asked)).filter(({ status }) => status === 200).length;
  };

  /** Both workers that serve now. */
  const pids = (): number[] => pidsOf(program).slice(-2);

  it('outlive workers that are killed, as far as those had told them within a second', async () => {
    expect(await ask(CONNECTIONS)).toBe(CONNECTIONS);
    // Nobody has asked for the page since: the workers tell by themselves, as long as their own clock goes on.
    const clock = async () => Date.parse((await request(program.url, { path: '/healthz' })).headers.date ?? '');
    const toldBy = (await clock()) + 3_000;
    await waitUntil('the workers have told what they counted', async () => (await clock()) >= toldBy);
    for (const pid of pids()) process.kill(pid, 'SIGKILL');
    await program.printed(/((?:"msg":"a worker was replaced"\}\n.*){2})/s);

    const killed = await readMetrics(metricsUrl);
    expect([killed.get(ANSWERED), killed.get(CHECKED), killed.get('latchkey_workers')]).toEqual([8, 8, 2]);
    expect(await ask(CONNECTIONS)).toBe(CONNECTIONS);
    expect((await readMetrics(metricsUrl)).get(ANSWERED)).toBe(16);
  });

  it('are added up with those of the process that forks them, which tells alone of the database', async () => {
    const before = await readMetrics(metricsUrl);
    await ask(CONNECTIONS);
    const asked = await readMetrics(metricsUrl);
    expect(grown('latchkey_key_checks_total', before, asked)).toEqual({ '{outcome="accepted",reason="none"}': 8 });
    const connections = ['busy', 'idle'].map(
      (state) => asked.get(`latchkey_database_connections{state="${state}"}`) ?? 0,
    );
    expect(connections.reduce((sum, each) => sum + each)).toBe(6);
    expect(asked.get('latchkey_workers')).toBe(2);
    // A gauge that each worker told, too, would be a multiple of when the program began.
    expect(Math.abs((asked.get('process_start_time_seconds') ?? 0) - Date.now() / 1_000)).toBeLessThan(600);
  });

  it('do not wait for a worker that is stopped: what it told last counts', async () => {
    await ask(CONNECTIONS);
    const count = (await readMetrics(metricsUrl)).get(ANSWERED);
    const [first = 0] = pids();
    process.kill(first, 'SIGSTOP');
    try {
      const samples = await readMetrics(metricsUrl);
      expect([samples.get(ANSWERED), samples.get('latchkey_workers')]).toEqual([count, 2]);
    } finally {
      process.kill(first, 'SIGCONT');
    }
  });
});

describe('a server with METRICS_PORT', () => {
  it('answers metrics there and nowhere else, until it stops', async () => {
    const { environment } = await newPlace();
    const port = await freePort();
    const program = await serveProgram({ environment: { ...environment, METRICS_PORT: String(port) } });
    expect(await metricsUrlOf(program)).toBe(`http://127.0.0.1:${port}/metrics`);
    expect((await request(program.url, { path: '/metrics' })).status).toBe(404);
    await waitUntil('the request is counted, and the event loop watched', async () => {
      const samples = await readMetrics(`http://127.0.0.1:${port}`);
      const hasWatched = (samples.get('latchkey_event_loop_delay_seconds_count') ?? 0) > 0;
      return hasWatched && samples.get('latchkey_requests_total{kind="other",outcome="invalid"}') === 1;
    });
    program.child.kill('SIGTERM');
    const { code, stderr } = await program.ended;
    expect([code, stderr]).toEqual([0, '']);
    await expect(readMetrics(`http://127.0.0.1:${port}`)).rejects.toThrow(/ECONNREFUSED/);
  });

  it('does not start where that port is taken, and says so', async () => {
    const { environment } = await newPlace();
    const taken = createServer();
    await new Promise<void>((resolve) => void taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number }; // Of TCP, as `listen` says.
    try {
      const settings = { ...environment, PORT: '0', METRICS_PORT: String(port) };
      const { code, stdout, stderr } = await runCommand(['serve'], { environment: settings });
      expect([code, stderr]).toEqual([
        1,
        `METRICS_PORT: metrics cannot be answered on 127.0.0.1:${port}: listen EADDRINUSE: address already in use 127.0.0.1:${port}.\n`,
      ]);
      expect(linesOf(stdout).filter(({ msg }) => msg === 'listening')).toEqual([]);
    } finally {
      taken.close();
    }
  });
});
