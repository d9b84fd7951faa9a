import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hasNginx, Nginx, type NginxAnswer } from '../support/Nginx';
import { cut } from '../support/pageBlocks';
import { basic, sharedWorld } from '../support/world';

const itWithNginx = hasNginx ? it : it.skip;
const UPLOAD = 'workspace.file:upload';

describe(hasNginx ? 'nginx, set up as the page on proxies says' : 'nginx (skipped: it is not installed)', () => {
  const world = sharedWorld('sqlite');
  let service: Server;
  let nginx: Nginx;

  beforeAll(async () => {
    if (!hasNginx) return;
    service = createServer((asked, answer) => answer.end(JSON.stringify(asked.headers)));
    await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
    const recipe = cut('docs/proxies.md', 'service')
      .replaceAll('http://127.0.0.1:4000', world().url)
      .replaceAll('http://127.0.0.1:9000', `http://127.0.0.1:${(service.address() as AddressInfo).port}`);
    nginx = await Nginx.start(recipe);
  });

  afterAll(() => {
    nginx?.stop();
    service?.close();
  });

  function ask(headers: Record<string, string>, method = 'GET', body = ''): Promise<NginxAnswer> {
    return nginx.ask({ path: '/files', method, headers, body });
  }

  itWithNginx('lets a key through that holds the scope, and tells the service who it is', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { scopes: [UPLOAD] });
    const forged = { 'latchkey-organization': 'forged', 'latchkey-process': 'forged', 'latchkey-scopes': 'forged' };
    const { status, text } = await ask({ authorization: basic(key.value), ...forged }, 'POST', 'a file');
    expect(status).toBe(200);
    const seen = JSON.parse(text);
    expect([seen['latchkey-organization'], seen['latchkey-scopes'], seen['latchkey-expires']]).toEqual([
      acme.id,
      UPLOAD,
      '2027-02-21T12:00:00.000Z',
    ]);
    expect([seen['latchkey-process'], seen.authorization]).toEqual([undefined, undefined]);
  });

  itWithNginx('refuses a key without the scope, and a caller without a key', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { scopes: ['workspace.file:download'] });
    expect((await ask({ authorization: basic(key.value) })).status).toBe(403);
    const stranger = await ask({});
    expect([stranger.status, stranger.headers['www-authenticate']]).toEqual([
      401,
      'Basic realm="Latchkey", charset="UTF-8", Bearer realm="Latchkey"',
    ]);
  });

  itWithNginx('refuses a deleted key at the next request', async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    expect((await ask({ authorization: basic(key.value) })).status).toBe(200);
    await world().rows('UPDATE "api_key" SET "deletedAt" = 1 WHERE "id" = $1', [key.id]);
    expect((await ask({ authorization: basic(key.value) })).status).toBe(401);
  });

  itWithNginx('lets a key through that holds hundreds of scopes', async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    const scopes = [UPLOAD, ...Array.from({ length: 300 }, (_each, index) => `workspace.report_${index}:read`)];
    await world().rows('UPDATE "api_key" SET "scopes" = $1 WHERE "id" = $2', [scopes.join(' '), key.id]);
    const { status, text } = await ask({ authorization: basic(key.value) });
    expect([status, JSON.parse(text)['latchkey-scopes'].split(' ').length]).toEqual([200, 301]);
  });
});
