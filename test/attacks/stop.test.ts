import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { DAY_MS } from '../../src/clock';
import { fromNow } from '../support/fromNow';
import { newFolder, serveProgram } from '../support/program';
import { begunRequest, type RequestWishes, request } from '../support/request';
import { runInProcess } from '../support/runInProcess';
import { waitUntil } from '../support/waitUntil';
import { basic, SECRET } from '../support/world';

const IN_FLIGHT = 20;
const IDLE = 20;
/** Units: milliseconds from the signal to the end. */
const MAX_STOP_MS = 12_000;

/** Units: bytes; 0 where there is no file. */
async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => ({ size: 0 }))).size;
}

/** Asks once, and leaves the connection open and idle. */
async function idleConnection(url: string): Promise<net.Socket> {
  const socket = net.connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write('GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n');
  await once(socket, 'data');
  return socket;
}

/** What a probe of readiness comes to. Shape: the status, or `refused`. */
async function readiness(url: string): Promise<number | 'refused'> {
  return request(url, { path: '/readyz' }).then(
    ({ status }) => status,
    () => 'refused',
  );
}

function creation(key: string, name: string): RequestWishes {
  const expiresAt = fromNow(DAY_MS);
  const query = `mutation { answer: createApiKey(input: { name: "${name}", allScopes: true, expiresAt: "${expiresAt}" })
    { apiKey { name } userErrors { code } } }`;
  const headers = { 'content-type': 'application/json', authorization: basic(key) };
  return { method: 'POST', path: '/graphql', headers, body: JSON.stringify({ query }) };
}

describe('stopping', () => {
  it('T113: finishes what runs, refuses what is new, and leaves nothing in the log of SQLite', async () => {
    const file = path.join(await newFolder(), 'latchkey.sqlite');
    const environment = { DATABASE_URL: `sqlite:${file}`, LATCHKEY_SECRET: SECRET };
    const init = ['init', '--organization', 'Acme', '--email', 'a@acme.example', '--json'];
    const key: string = JSON.parse((await runInProcess(init, { environment })).stdout).apiKey.value;
    const { url, child, ended } = await serveProgram({ environment });
    await request(url, creation(key, 'first'));
    expect(await sizeOf(`${file}-wal`)).toBeGreaterThan(0);
    const idle = await Promise.all(Array.from({ length: IDLE }, () => idleConnection(url)));
    const closed = Promise.all(idle.map((socket) => once(socket, 'close')));
    const other = new BetterSqlite3(file);
    other.exec('BEGIN IMMEDIATE');
    const running = await Promise.all(
      Array.from({ length: IN_FLIGHT }, (_none, index) => begunRequest(url, creation(key, `key ${index}`))),
    );

    const stoppedAt = performance.now();
    child.kill('SIGTERM');
    await closed;
    expect([503, 'refused']).toContain(await readiness(url));
    await waitUntil('that nobody listens', async () => (await readiness(url)) === 'refused');
    other.exec('ROLLBACK');
    other.close();

    const answers = await Promise.all(running.map(({ answer }) => answer));
    expect(answers.map(({ text }) => JSON.parse(text))).toEqual(
      answers.map((_answer, index) => ({
        data: { answer: { apiKey: { name: `key ${index}` }, userErrors: [] } },
      })),
    );
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
    expect(performance.now() - stoppedAt).toBeLessThan(MAX_STOP_MS);
    expect(await sizeOf(`${file}-wal`)).toBe(0);
  });
});
