import { readFileSync } from 'node:fs';
import { serveProgram } from '../support/program';
import { request } from '../support/request';
import { sharedWorld } from '../support/world';

const CLOSED = "default-src 'none';object-src 'none';base-uri 'none';frame-ancestors 'none'";

describe('the routes of the explorer', () => {
  const world = sharedWorld('sqlite');
  const tlsWorld = sharedWorld('sqlite', { REQUIRE_TLS: 'on' });

  const get = (path: string, headers: Record<string, string> = {}) => world().request({ path, headers });
  const assets = async (): Promise<string[]> => {
    const { text } = await get('/explorer');
    return [...text.matchAll(/(?:href|src|data-examples)="(explorer\/[^"]+)"/g)].map(([, path]) => `/${path}`);
  };
  const asset = async (name: string): Promise<string> => {
    const found = (await assets()).find((path) => path.startsWith(`/explorer/${name}.`));
    if (found === undefined) throw new Error(`the page does not load ${name}`);
    return found;
  };

  it('give a page that may load nothing but what this server serves', async () => {
    const { status, headers, text } = await get('/explorer');
    const nonce = /nonce="([^"]+)"/.exec(text)?.[1];
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([
      200,
      'text/html; charset=utf-8',
      'no-store',
    ]);
    expect(headers['content-security-policy']).toBe(
      `default-src 'none';script-src 'self';style-src 'self' 'nonce-${nonce}';connect-src 'self';img-src 'self' data:;` +
        "font-src 'self' data:;object-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
    );
  });

  it('give every page a nonce of its own', async () => {
    const pages = [await get('/explorer'), await get('/explorer')];
    const nonces = pages.map(({ text }) => /nonce="([A-Za-z0-9+/]{24})"/.exec(text)?.[1]);
    expect(new Set(nonces).size).toBe(2);
    expect(nonces).not.toContain(undefined);
  });

  it('give a page without scripts, styles or handlers within it', async () => {
    const { text } = await get('/explorer');
    expect(text.match(/<script(?![^>]* src=)|<style|\son\w+=|\sstyle=|https?:/g)).toBeNull();
  });

  it('give all that the page loads, to be kept for ever', async () => {
    const answers = await Promise.all((await assets()).map((path) => get(path)));
    expect(answers.map(({ status, headers }) => [status, headers['content-type'], headers['cache-control']])).toEqual(
      [
        'text/css; charset=utf-8',
        'text/css; charset=utf-8',
        'text/javascript; charset=utf-8',
        'text/javascript; charset=utf-8',
        'text/javascript; charset=utf-8',
        'text/javascript; charset=utf-8',
        'application/json; charset=utf-8',
      ].map((type) => [200, type, 'public, max-age=31536000, immutable']),
    );
    expect(answers.map(({ headers }) => headers['content-security-policy'])).toEqual(answers.map(() => CLOSED));
  });

  it.each([
    ['br, gzip', 'br'],
    ['gzip, deflate', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['gzip;q=0', undefined],
    ['zstd', undefined],
  ])('give what is compressed to whoever takes it: %s', async (accepted, sent) => {
    const { headers } = await get(await asset('graphiql'), { 'accept-encoding': accepted });
    expect([headers['content-encoding'], headers.vary]).toEqual([sent, 'accept-encoding']);
  });

  it.each(['br', 'gzip', 'identity'])('give the same content in the encoding %s', async (encoding) => {
    const url = new URL(await asset('react'), world().url);
    const answer = await fetch(url, { headers: { 'accept-encoding': encoding } });
    expect(await answer.text()).toBe(
      readFileSync('node_modules/react-18/umd/react.production.min.js', 'utf8').trimEnd().concat('\n'),
    );
  });

  it('give nothing else', async () => {
    const paths = ['page.html', 'react.js', '..%2f..%2fpackage.json', 'graphiql', '__proto__', '%00.js'];
    for (const path of paths) {
      const { status, text } = await get(`/explorer/${path}`);
      expect([path, status, JSON.parse(text).errors[0].extensions]).toEqual([path, 404, { code: 'BAD_REQUEST' }]);
    }
  });

  it('lead from the folder to the page', async () => {
    const { status, headers } = await get('/explorer/');
    expect([status, headers.location]).toEqual([308, '../explorer']);
  });

  it('leave the policy of every other route as it is', async () => {
    for (const path of ['/graphql', '/healthz', '/nothing']) {
      expect((await get(path)).headers['content-security-policy']).toBe(CLOSED);
    }
  });

  it('are refused over plain HTTP where HTTPS is asked for', async () => {
    for (const path of ['/explorer', await asset('react')]) {
      expect((await tlsWorld().request({ path })).status).toBe(403);
    }
  });

  it('are there in the built program', async () => {
    const { url } = await serveProgram({ environment: { LOG_LEVEL: 'info' } });
    const page = await request(url, { path: '/explorer' });
    const answer = await request(url, { path: `/${/src="(explorer\/graphiql[^"]+)"/.exec(page.text)?.[1]}` });
    expect([page.status, answer.status, answer.text.slice(0, 10)]).toEqual([200, 200, '!function(']);
  });

  it('give the licences of what the explorer is made of to whoever has the package', () => {
    const text = readFileSync('dist/explorer/licences.txt', 'utf8');
    expect(text.match(/MIT License|Permission is hereby granted/g)?.length).toBeGreaterThanOrEqual(3);
  });
});
