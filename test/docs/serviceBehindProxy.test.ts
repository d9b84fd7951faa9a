import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { withChecksum } from '../support/checksum';
import { longestScopes } from '../support/longestScopes';
import { hasProxy, type ProxyAnswer, ProxyProgram, titleWith } from '../support/ProxyProgram';
import { cut } from '../support/pageBlocks';
import { basic, sharedWorld } from '../support/world';

const UPLOAD = 'workspace.file:upload';
const RECIPES = [
  ['nginx', cut('docs/proxies.md', 'service')],
  ['caddy', cut('docs/proxies.md', 'service-caddy')],
] as const;

describe.each(RECIPES)('a service behind a proxy', (name, page) => {
  const itWithProxy = hasProxy(name) ? it : it.skip;
  const world = sharedWorld('sqlite', { TRUST_PROXY: '127.0.0.1', FAILURES_PER_MINUTE: '3' });
  let service: Server;
  let proxy: ProxyProgram;

  beforeAll(async () => {
    if (!hasProxy(name)) return;
    service = createServer((asked, answer) => answer.end(JSON.stringify(asked.headers))).listen(0, '127.0.0.1');
    await once(service, 'listening');
    const { port } = service.address() as AddressInfo; // It listens on a port, not on a pipe.
    const recipe = page
      .replaceAll('127.0.0.1:4000', new URL(world().url).host)
      .replaceAll('127.0.0.1:9000', `127.0.0.1:${port}`);
    proxy = await ProxyProgram.start(name, recipe);
  });

  afterAll(() => service?.close());

  function ask(headers: Record<string, string>, method = 'GET', body = ''): Promise<ProxyAnswer> {
    return proxy.ask({ path: '/files', method, headers, body });
  }

  itWithProxy(titleWith(name, `lets a key through that holds the scope, and is told who it is: ${name}`), async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { scopes: [UPLOAD] });
    const names = ['organization', 'process', 'scopes', 'expires'].map((each) => `latchkey-${each}`);
    const forged = Object.fromEntries(names.map((each) => [each, 'forged']));
    const { status, text } = await ask({ authorization: basic(key.value), ...forged }, 'POST', 'a file');
    expect([status, text.includes('forged')]).toEqual([200, false]);
    const seen = JSON.parse(text);
    expect([seen['latchkey-organization'], seen['latchkey-scopes'], seen['latchkey-expires']]).toEqual([
      acme.id,
      UPLOAD,
      '2027-02-21T12:00:00.000Z',
    ]);
    expect([seen['latchkey-process'] || undefined, seen.authorization]).toEqual([undefined, undefined]);
  });

  itWithProxy(`refuses a key without the scope, and a caller without a key: ${name}`, async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { scopes: ['workspace.file:download'] });
    expect((await ask({ authorization: basic(key.value) })).status).toBe(403);
    const stranger = await ask({});
    expect([stranger.status, stranger.headers['www-authenticate']]).toEqual([
      401,
      'Basic realm="Latchkey", charset="UTF-8", Bearer realm="Latchkey"',
    ]);
  });

  itWithProxy(`refuses a deleted key at the next request: ${name}`, async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    expect((await ask({ authorization: basic(key.value) })).status).toBe(200);
    await world().rows('UPDATE "api_key" SET "deletedAt" = 1 WHERE "id" = $1', [key.id]);
    expect((await ask({ authorization: basic(key.value) })).status).toBe(401);
  });

  itWithProxy(`tells a client that its network sends too many keys that do not work: ${name}`, async () => {
    const acme = await world().organization();
    const { user } = await world().key(acme);
    const wrong = `${user}:${withChecksum(`lks_${'0'.repeat(43)}`)}`;
    const from = '127.0.0.2';
    const askAs = (value: string) => proxy.ask({ path: '/files', headers: { authorization: basic(value) }, from });
    for (let index = 0; index < 3; index += 1) expect((await askAs(wrong)).status).toBe(401);
    const { status, headers } = await askAs(wrong);
    expect([status, headers['retry-after']]).toEqual([429, '60']);
    expect((await askAs(acme.key.value)).status).toBe(200);
    expect((await ask({ authorization: basic(wrong) })).status).toBe(401);
  });

  itWithProxy(`lets a key through whose scopes fill a header: ${name}`, async () => {
    const key = await world().key(await world().organization());
    const scopes = longestScopes();
    await world().rows('UPDATE "api_key" SET "scopes" = $1 WHERE "id" = $2', [scopes, key.id]);
    const { status, text } = await ask({ authorization: basic(key.value) });
    expect([status, JSON.parse(text)['latchkey-scopes']]).toEqual([200, scopes]);
  });
});
