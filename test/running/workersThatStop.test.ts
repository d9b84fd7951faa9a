import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import net from 'node:net';
import BetterSqlite3 from 'better-sqlite3';
import { millisecondsOf } from '../support/measure';
import { begunRequest, request } from '../support/request';
import { waitUntil } from '../support/waitUntil';
import { answeredBy, CONNECTIONS, gone, newPlace, type Place, pidsOf, post, serveTwo } from '../support/workers';

/** Units: milliseconds that a server gives its requests to finish. What is waited for as long was not finished. */
const GRACE_MS = 10_000;
/** Units: milliseconds: less than the grace by as much as a machine that is busy may need to end a few processes. */
const AT_ONCE_MS = 8_000;

/** Resolves once nothing listens there any more. No request is made: one that a worker missed would wait for its answer. */
function closed(url: string): Promise<void> {
  const { hostname, port } = new URL(url);
  return waitUntil(`that nobody listens on ${url}`, async () => {
    const socket = net.connect(Number(port), hostname);
    const refusal: { code?: string } | null = await once(socket, 'connect').then(
      () => null,
      (error) => error,
    );
    socket.destroy();
    return refusal?.code === 'ECONNREFUSED';
  });
}

/** Stops every write on an SQLite file until it is called again. */
function holdWrites({ environment }: Place): () => void {
  const other = new BetterSqlite3(String(environment.DATABASE_URL).replace('sqlite:', ''));
  other.exec('BEGIN IMMEDIATE');
  return () => {
    other.exec('ROLLBACK');
    other.close();
  };
}

/** Begins writes over connections of their own, which wait while writes are held. */
async function startWrites(url: string, key: string) {
  const names = Array.from({ length: CONNECTIONS }, (_none, index) => `process ${index}`);
  const begun = await Promise.all(
    names.map((name) =>
      begunRequest(
        url,
        post(key, `mutation { answer: createProcess(input: { name: "${name}" }) { process { name } } }`),
      ),
    ),
  );
  return {
    answers: () => Promise.all(begun.map(async ({ answer }) => answeredBy(await answer))),
    expected: names.map((name) => ({ status: 200, answer: { process: { name } } })),
  };
}

describe('workers that stop', () => {
  it.each([
    ['the primary', () => []],
    ['all processes, as supervisors and terminals do', pidsOf],
  ])('T113: finish what runs, when a signal comes to %s', async (_whom, alsoTo) => {
    const place = await newPlace();
    const program = await serveTwo(place);
    const release = holdWrites(place);
    const { answers, expected } = await startWrites(program.url, place.key);
    const stopping = millisecondsOf(() => program.ended);
    for (const pid of [Number(program.child.pid), ...alsoTo(program)]) process.kill(pid, 'SIGINT');
    await closed(program.url);
    release();
    expect(await answers()).toEqual(expected);
    expect(await program.ended).toMatchObject({ code: 0, stderr: '' });
    expect(await stopping).toBeLessThan(GRACE_MS);
    const log = `${String(place.environment.DATABASE_URL).replace('sqlite:', '')}-wal`;
    expect((await stat(log).catch(() => ({ size: 0 }))).size).toBe(0);
  });

  it('T114: end at once at the second signal', async () => {
    const place = await newPlace();
    const program = await serveTwo(place);
    const release = holdWrites(place);
    await startWrites(program.url, place.key);
    program.child.kill('SIGTERM');
    await program.printed(/"worker":\d,"signal":"(SIGTERM)"/);
    program.child.kill('SIGTERM');
    const took = await millisecondsOf(async () => {
      expect(await program.ended).toMatchObject({ code: 1 });
      await Promise.all(pidsOf(program).map(gone));
    });
    expect(took).toBeLessThan(AT_ONCE_MS);
    release();
  });

  it('make the program end with 1 where one of them could not finish', async () => {
    const program = await serveTwo(await newPlace());
    const [pid = 0] = pidsOf(program);
    process.kill(pid, 'SIGSTOP');
    program.child.kill('SIGTERM');
    await program.printed(/"worker":\d,"signal":"(SIGTERM)"/);
    process.kill(pid, 'SIGKILL');
    expect(await program.ended).toMatchObject({ code: 1, stderr: '' });
  });

  it('T114: do not wait for a client that is stuck, nor for a worker that is', async () => {
    const place = await newPlace();
    const [one, other] = await Promise.all([serveTwo(place), serveTwo(place)]);
    const socket = net.connect(Number(new URL(one.url).port), '127.0.0.1');
    socket.write(
      'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nexpect: 100-continue\r\ncontent-length: 9\r\n\r\n',
    );
    await once(socket, 'data'); // It is asked for the body.
    socket.write('{');
    socket.on('error', () => undefined);
    const [pid = 0] = pidsOf(other);
    process.kill(pid, 'SIGSTOP');
    const took = await millisecondsOf(async () => {
      for (const { child } of [one, other]) child.kill('SIGTERM');
      expect(await one.ended).toMatchObject({ code: 0, stderr: '' });
      expect(await other.ended).toMatchObject({ code: 1, stderr: '' });
      await gone(pid);
    });
    expect(took).toBeLessThan(25_000);
    expect(took).toBeGreaterThan(9_000);
  });

  it('end when their primary is gone', async () => {
    const place = await newPlace();
    const program = await serveTwo(place);
    program.child.kill('SIGKILL');
    await Promise.all(pidsOf(program).map(gone));
    await expect(request(program.url, { path: '/healthz' })).rejects.toThrow('ECONNREFUSED');
  });
});
