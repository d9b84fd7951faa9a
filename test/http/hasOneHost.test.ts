import { once } from 'node:events';
import net from 'node:net';
import { hasOneHost } from '../../src/http/hasOneHost';
import { endAfter } from '../support/leftOpen';
import { sharedWorld } from '../support/world';

const RULE = 'The request needs one Host header: a host name or an address, and at most a port.';

describe('the Host header', () => {
  const world = sharedWorld('sqlite');

  /** Sends a request as it stands. Shape: the status, and what follows the headers. */
  async function send(...lines: readonly string[]): Promise<{ status: number; body: string }> {
    const socket = net.connect(Number(new URL(world().url).port), '127.0.0.1');
    endAfter('test', () => socket.destroy());
    socket.end(`${lines.join('\r\n')}\r\n\r\n`);
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    await once(socket, 'close');
    return { status: Number(text.split(' ')[1]), body: text.split('\r\n\r\n')[1] ?? '' };
  }

  it.each([
    ['two of them', ['host: keys.example.com', 'Host: evil.example']],
    ['two alike', ['host: keys.example.com', 'host: keys.example.com']],
    ['a user', ['host: evil.example@keys.example.com']],
    ['a path', ['host: keys.example.com/evil']],
    ['a list', ['host: keys.example.com, evil.example']],
  ])('is refused with %s', async (_what, hosts) => {
    for (const path of ['/healthz', '/verify', '/']) {
      const { status, body } = await send(`GET ${path} HTTP/1.1`, ...hosts, 'connection: close');
      expect([status, JSON.parse(body)]).toEqual([
        400,
        { errors: [{ message: RULE, extensions: { code: 'BAD_REQUEST' } }] },
      ]);
    }
  });

  it('is needed in HTTP/1.1, and not in HTTP/1.0', async () => {
    expect((await send('GET /healthz HTTP/1.1', 'connection: close')).status).toBe(400);
    expect((await send('GET /healthz HTTP/1.0')).status).toBe(200);
  });

  it.each(['keys.example.com', 'KEYS:4000', '192.0.2.1:80', '[2001:db8::7]:443', '[::ffff:192.0.2.1]', 'x_y~z', ''])(
    'may be "%s"',
    (host) => {
      expect(hasOneHost({ headers: { host }, rawHeaders: ['Accept', '*/*', 'Host', host] })).toBe(true);
    },
  );
});
