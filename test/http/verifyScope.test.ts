import { once } from 'node:events';
import http, { METHODS } from 'node:http';
import net from 'node:net';
import { cut } from '../support/pageBlocks';
import { basic, sharedWorld, type TestKey } from '../support/world';

const UPLOAD = 'workspace.file:upload';
const READ = 'workspace.process:read';

/** What Envoy puts in front of the path of a request, as the page on proxies says. */
const PATH_PREFIX = /path_prefix: "([^"]+)"/.exec(cut('docs/proxies.md', 'envoy'))?.[1] ?? '';

/** What came back. Shape: `told` are the headers that say who calls. */
interface Answer {
  readonly status: number;
  readonly told: [name: string, value: unknown][];
}

describe('the prefix of the page on proxies', () => {
  it('is the address of this test', () => {
    expect(PATH_PREFIX).toBe(`/verify/scope/${UPLOAD}`);
  });
});

describe('/verify/scope/', () => {
  const world = sharedWorld('sqlite');
  let uploader: TestKey;
  let reader: TestKey;
  beforeAll(async () => {
    const acme = await world().organization();
    uploader = await world().key(acme, { scopes: [UPLOAD] });
    reader = await world().key(acme, { scopes: [READ] });
  });

  /** Asks with the address as it stands: nothing tidies it up on the way. */
  const ask = async (path: string, key: TestKey | null, method = 'GET'): Promise<Answer> => {
    const headers = { ...(key && { authorization: basic(key.value) }), 'content-length': '0' };
    const sent = http.request(world().url, { path, method, headers, agent: false }).end();
    const [{ statusCode: status = 0, headers: told }] = (await once(
      sent.on('response', (answer) => answer.resume()),
      'response',
    )) as [http.IncomingMessage];
    return { status, told: Object.entries(told).filter(([name]) => name.startsWith('latchkey-')) };
  };
  /** Asks as Envoy does: its prefix, the request's own path, the request's own method, and no body. */
  const statuses = async (path: string, method = 'GET'): Promise<number[]> => {
    const answers = [uploader, reader, null].map((key) => ask(`${PATH_PREFIX}${path}`, key, method));
    return (await Promise.all(answers)).map(({ status }) => status);
  };

  it('answers whichever method a request has', async () => {
    for (const method of METHODS.filter((each) => each !== 'CONNECT')) {
      expect([method, await statuses('/files/7?x=1', method)]).toEqual([method, [200, 403, 401]]);
    }
  });

  it('tells who calls, as /verify does', async () => {
    const { told } = await ask(`${PATH_PREFIX}/files`, uploader, 'PROPFIND');
    expect(told).toEqual((await ask(`/verify?scope=${UPLOAD}`, uploader)).told);
    expect(told).toHaveLength(5);
  });

  it.each([
    '/',
    '',
    '?',
    '?x=1',
    `?scope=${READ}`,
    `/?scope=${READ}&scope=${UPLOAD}`,
    '//',
    `//${READ}`,
    '/../../../verify',
    `/../${READ}/`,
    '/%2e%2e/%2F',
    `/%2F..%2F${READ}`,
    '/%zz',
    '/%',
    '/%00',
    '/%C3%28',
    '/%E4',
    '/;x=1',
    '/a:b@c',
    '/*',
    '/a+b,c',
    '#',
    `#/?scope=${READ}`,
  ])('does not look at the path and the query of the request: %s', async (path) => {
    expect(await statuses(path)).toEqual([200, 403, 401]);
  });

  it.each([
    ['8,000 characters', 'x'.repeat(8_000)],
    ['a thousand escapes that are none', '%zz/'.repeat(1_000)],
  ])('does not look at a path of %s', async (_what, path) => {
    expect(await statuses(`/${path}`)).toEqual([200, 403, 401]);
  });

  it('needs all scopes of its segment', async () => {
    const both = await world().key(await world().organization(), { scopes: [UPLOAD, READ] });
    const statusFor = async (key: TestKey) => (await ask(`/verify/scope/${UPLOAD}+${READ}/x`, key)).status;
    expect([await statusFor(both), await statusFor(uploader), await statusFor(reader)]).toEqual([200, 403, 403]);
  });

  it.each([
    ['no scope', '/verify/scope/'],
    ['an empty one', '/verify/scope//x'],
    ['what is none', '/verify/scope/files/x'],
    ['an alternative', `/verify/scope/${UPLOAD},${READ}/x`],
    ['a space', `/verify/scope/${UPLOAD}%20${READ}/x`],
    ['another spelling', `/verify/scope/${UPLOAD.replace(':', '%3A')}/x`],
    ['one with more behind it', `/verify/scope/${UPLOAD}%2F/x`],
    ['one with dots behind it', `/verify/scope/${UPLOAD}../x`],
    ['a path that is a star', `/verify/scope/${UPLOAD}*`],
    ['another spelling of the address, with nothing', '/verif%79/scope/'],
  ])('lets nobody in where the proxy asks for %s', async (_what, path) => {
    expect((await ask(path, uploader)).status).toBe(400);
  });

  it.each([
    `/verif%79/scope/${UPLOAD}/x`,
    `//verify/scope/${UPLOAD}/x`,
    `/verify%2Fscope/${UPLOAD}/x`,
    `/VERIFY/scope/${UPLOAD}/x`,
  ])('is at no other address: %s', async (path) => {
    expect((await ask(path, uploader)).status).toBe(404);
  });

  it('reads no question out of an address with a host in front', async () => {
    const { hostname, port } = new URL(world().url);
    const socket = net.connect(Number(port), hostname);
    const host = READ.padStart(30, 'x');
    socket.end(
      `GET http://${host}/verify/scope/ HTTP/1.1\r\nhost: x\r\nauthorization: ${basic(reader.value)}\r\nconnection: close\r\n\r\n`,
    );
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('refuses a path that is too long for any request', async () => {
    expect(await statuses(`/${'x'.repeat(20_000)}`)).toEqual([431, 431, 431]);
  });
});
