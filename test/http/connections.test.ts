import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import tls from 'node:tls';
import { endAfter } from '../support/leftOpen';
import { newFolder } from '../support/program';
import { selfSigned } from '../support/selfSigned';
import { times } from '../support/times';
import { waitUntil } from '../support/waitUntil';
import { sharedWorld, World } from '../support/world';

const MAX = 10;
const QUESTION = 'GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n';
const TOO_MANY = 'too many connections: further ones are closed at once';

function portOf({ url }: World): number {
  return Number(new URL(url).port);
}

/** Connects. A server that closes at once is no error of the test. */
function connect(world: World, isTls = false): net.Socket {
  const port = portOf(world);
  const socket = isTls ? tls.connect({ port, rejectUnauthorized: false }) : net.connect(port, '127.0.0.1');
  endAfter('test', () => socket.destroy());
  return socket.on('error', () => undefined);
}

/** Asks over a connection that stays open. Shape: the answer, or nothing where the server closes it. */
async function ask(socket: net.Socket): Promise<string> {
  socket.write(QUESTION);
  const [answer] = await Promise.race([once(socket, 'data'), once(socket, 'close')]).catch(() => ['']); // It was reset.
  return Buffer.isBuffer(answer) ? answer.toString() : '';
}

describe('an idle connection', () => {
  const world = sharedWorld('sqlite');
  const brief = sharedWorld('sqlite', { KEEP_ALIVE_SECONDS: '1' });

  it('stays open for 75 seconds, or for as long as KEEP_ALIVE_SECONDS says', async () => {
    const [usual, short] = [connect(world()), connect(brief())];
    expect(await ask(usual)).toMatch(/\r\nKeep-Alive: timeout=75\r\n/);
    expect(await ask(short)).toMatch(/\r\nKeep-Alive: timeout=1\r\n/);
    await once(short, 'close');
    expect(await ask(usual)).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });

  it('outlives what never asks anything, which is closed after the time for headers', async () => {
    const idle = connect(world());
    await ask(idle);
    const silent = Array.from({ length: times({ usual: 0, long: 3 }) }, () => connect(world()).resume());
    await Promise.all(silent.map((socket) => once(socket, 'close')));
    expect(await ask(idle)).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  }, 30_000);

  it('does not hold up a stop, even if its last question was answered while stopping', async () => {
    const stopping = await World.create('sqlite', { KEEP_ALIVE_SECONDS: '7200' });
    const body = '{"query":"{ viewer { name } }"}';
    const [idle, busy] = [connect(stopping), connect(stopping)];
    await ask(idle);
    busy.write(
      `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nexpect: 100-continue\r\ncontent-length: ${body.length}\r\n\r\n`,
    );
    await once(busy, 'data');
    const closed = [once(idle, 'close'), once(busy, 'close'), stopping.close()];
    busy.write(body);
    const [answer] = await once(busy, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 401 /);
    await Promise.all(closed);
  }, 10_000);
});

describe('more connections than MAX_CONNECTIONS', () => {
  it.each([
    ['HTTP', false],
    ['HTTPS', true],
  ])('are closed at once, and one line of the log says so, over %s', async (_which, isTls) => {
    const world = await World.create('sqlite', { MAX_CONNECTIONS: `${MAX}`, ...(isTls ? await tlsFiles() : {}) });
    const open = Array.from({ length: MAX }, () => connect(world, isTls));
    for (const socket of open) expect(await ask(socket)).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    for (const _try of [1, 2, 3]) expect(await ask(connect(world, isTls))).toBe('');
    for (const socket of open) expect(await ask(socket)).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    const lines = world.logLines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === TOO_MANY);
    expect(lines).toEqual([expect.objectContaining({ level: 40, maxConnections: MAX })]);
    open[0]?.destroy();
    await waitUntil('that another connection is let in', async () => (await ask(connect(world, isTls))) !== '');
  });
});

describe('the line of the log on too many connections', () => {
  it('is written whatever pages of other sites invent', async () => {
    const world = await World.create('sqlite', { MAX_CONNECTIONS: `${MAX}` });
    const headers = (index: number) => ({ cookie: 'latchkey-session=x', origin: `https://site-${index}.example` });
    for (let index = 0; index < 30; index += 1) await world.request({ path: '/graphql', headers: headers(index) });
    for (let index = 0; index <= MAX; index += 1) await ask(connect(world));
    const said = world.logLines.map((line) => JSON.parse(line).msg);
    expect(said.filter((msg) => String(msg).startsWith('a page was refused'))).toHaveLength(20);
    expect(said).toContain(TOO_MANY);
  });
});

/** What a server needs that speaks HTTPS itself. */
async function tlsFiles(): Promise<Record<string, string>> {
  const folder = await newFolder();
  const [TLS_CERT_FILE, TLS_KEY_FILE] = ['cert.pem', 'key.pem'].map((name) => path.join(folder, name)) as [
    string,
    string,
  ];
  const { certificate, privateKey } = selfSigned();
  writeFileSync(TLS_CERT_FILE, certificate);
  writeFileSync(TLS_KEY_FILE, privateKey);
  return { TLS_CERT_FILE, TLS_KEY_FILE };
}
