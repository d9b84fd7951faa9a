import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { SHIPPED_SCOPES } from '../../src/access/SHIPPED_SCOPES';
import { serveProgram } from '../support/program';
import { request } from '../support/request';
import { sharedWorld } from '../support/world';

/** Units: bytes that whoever opens the console for the first time loads, compressed. */
const MAX_FIRST_LOAD = 250_000;

describe('the routes of the console', () => {
  const world = sharedWorld('sqlite');
  const tlsWorld = sharedWorld('sqlite', { REQUIRE_TLS: 'on', TRUST_PROXY: '127.0.0.1' });
  const publicWorld = sharedWorld('sqlite', { REQUIRE_TLS: 'on', PUBLIC_URL: 'https://keys.example.com/latchkey' });

  const get = (path: string, headers: Record<string, string> = {}) => world().request({ path, headers });
  const assets = async (): Promise<string[]> =>
    [...(await get('/')).text.matchAll(/(?:href|src)="(console\/[^"]+)"/g)].map(([, path]) => `/${path}`);

  it('give a page that may load nothing but what this server serves', async () => {
    const { status, headers, text } = await get('/');
    const nonce = /nonce="([A-Za-z0-9+/]{24})"/.exec(text)?.[1];
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([
      200,
      'text/html; charset=utf-8',
      'no-store',
    ]);
    expect(headers['content-security-policy']).toBe(
      `default-src 'none';script-src 'self';style-src 'self' 'nonce-${nonce}';connect-src 'self';img-src 'self' data:;` +
        "object-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
    );
    expect((await get('/')).text).not.toContain(nonce);
  });

  it('give a page without scripts, styles or handlers within it', async () => {
    const { text } = await get('/');
    expect(text.match(/<script(?![^>]* src=)|<style|\son\w+=|\sstyle=|{{/g)).toBeNull();
  });

  it('give all that the page loads, to be kept for ever, and less than 250 KB of it', async () => {
    const answers = await Promise.all((await assets()).map((path) => get(path, { 'accept-encoding': 'gzip' })));
    expect(answers.map(({ status, headers }) => [status, headers['content-type'], headers['cache-control']])).toEqual([
      [200, 'text/css; charset=utf-8', 'public, max-age=31536000, immutable'],
      [200, 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
    ]);
    const sizes = (await assets()).map((path) => statSync(`dist${path}.gz`).size);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(MAX_FIRST_LOAD);
  });

  it('give nothing else', async () => {
    for (const path of ['page.html', 'digest.txt', 'licences.txt', '..%2f..%2fpackage.json', '__proto__', '%00.js']) {
      expect([path, (await get(`/console/${path}`)).status]).toEqual([path, 404]);
    }
  });

  it('lead to an https PUBLIC_URL whoever comes without HTTPS, and nowhere else', async () => {
    const headers = { host: 'evil.example' };
    const [led, refused] = [publicWorld(), tlsWorld()].map((world) => world.request({ path: '/', headers }));
    expect(await led).toMatchObject({ status: 308, headers: { location: 'https://keys.example.com/latchkey/' } });
    expect(await refused).toMatchObject({
      status: 403,
      headers: expect.not.objectContaining({ location: expect.anything() }),
    });
    for (const path of await assets()) expect((await tlsWorld().request({ path })).status).toBe(403);
    expect((await tlsWorld().request({ path: '/', headers: { 'x-forwarded-proto': 'https' } })).status).toBe(200);
  });

  it('are there in the built program, and the first start says where to sign in', async () => {
    const { url, printed } = await serveProgram({ environment: { LOG_LEVEL: 'info' } });
    expect(await printed(/Sign in with login and password, and make keys there:\n\n {2}(\S+)\n/)).toBe(`${url}/`);
    const page = await request(url, { path: '/' });
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('<title>Latchkey</title>')]);
  });

  it('give the licences of what the console is made of to whoever has the package', () => {
    const text = readFileSync('dist/console/licences.txt', 'utf8');
    expect(text.match(/MIT License|Permission is hereby granted/g)?.length).toBeGreaterThanOrEqual(4);
  });
});

describe('the source of the console', () => {
  it('knows no scope by name, and none of the sentences of the catalogue', () => {
    const words = SHIPPED_SCOPES.flatMap(({ name, description }) => [name, description]);
    const files = readdirSync('src/console/client', { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(?:tsx?|graphql|html)$/.test(file) && !file.startsWith('generated'))
      .map((file) => path.join('src/console/client', file));
    expect(files.length).toBeGreaterThan(50);
    const knowing = files.filter((file) => words.some((word) => readFileSync(file, 'utf8').includes(word)));
    expect(knowing).toEqual([]);
    expect(files.filter((file) => readFileSync(file, 'utf8').includes('workspace.'))).toEqual([]);
  });
});
