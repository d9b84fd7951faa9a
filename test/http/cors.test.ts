import type { IncomingHttpHeaders } from 'node:http';
import { basic, sharedWorld, type World } from '../support/world';

const APP = 'https://app.example.com';
const STUDIO = 'https://studio.apollographql.com';
const QUERY = JSON.stringify({ query: '{ viewer { kind } }' });

/** What Apollo's clients, Studio and Sandbox put on a request, and some that tracers add. */
const STUDIO_HEADERS = [
  'apollo-query-plan-experimental',
  'apollo-require-preflight',
  'apollographql-client-name',
  'apollographql-client-version',
  'authorization',
  'content-type',
  'x-apollo-operation-id',
  'x-apollo-operation-name',
  'traceparent',
].join(',');

describe('another origin', () => {
  const world = sharedWorld('sqlite', { CORS_ORIGINS: APP });
  const production = sharedWorld('sqlite', { CORS_ORIGINS: APP, NODE_ENV: 'production', REQUIRE_TLS: 'off' });

  const preflight = (at: World, origin: string, method = 'POST', path = '/graphql') => {
    const asked = { 'access-control-request-method': method, 'access-control-request-headers': STUDIO_HEADERS };
    return at.request({ method: 'OPTIONS', path, headers: { origin, ...asked } });
  };
  const ask = async (origin: string, authorization: Record<string, string> = {}) => {
    const headers = { origin, 'content-type': 'application/json', ...authorization };
    return world().request({ method: 'POST', path: '/graphql', headers, body: QUERY });
  };

  it.each([
    ['one of CORS_ORIGINS', APP],
    ["Apollo Studio's", STUDIO],
    ["that of Apollo's Sandbox in a frame", 'https://sandbox.embed.apollographql.com'],
    ["that of Apollo's Explorer in a frame", 'https://explorer.embed.apollographql.com'],
  ])('may send what Apollo Studio and Sandbox send, if it is %s', async (_which, origin) => {
    const { status, headers } = await preflight(world(), origin);
    expect([status, corsOf(headers)]).toEqual([
      204,
      {
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': STUDIO_HEADERS,
        'access-control-expose-headers': 'allow, latchkey-key-expires, retry-after, www-authenticate, x-request-id',
        'access-control-max-age': '600',
      },
    ]);
    expect(headers.vary).toBe('Origin, Access-Control-Request-Headers');
  });

  it('may read the answer, and the headers that tell what to do about a refusal', async () => {
    const { key } = await world().organization();
    const answered = await ask(APP, { authorization: basic(key.value) });
    const refused = await ask(APP);
    expect([answered.status, answered.text]).toEqual([200, '{"data":{"viewer":{"kind":"API_KEY"}}}\n']);
    expect(refused.status).toBe(401);
    for (const { headers } of [answered, refused]) {
      expect(corsOf(headers)).toEqual({
        'access-control-allow-origin': APP,
        'access-control-expose-headers': 'allow, latchkey-key-expires, retry-after, www-authenticate, x-request-id',
      });
    }
  });

  it.each([
    'https://evil.example',
    'http://app.example.com',
    'https://app.example.com:8443',
    'https://app.example.com.evil.example',
    'https://APP.example.com',
    'null',
    '*',
  ])('gets no header of the kind, if it is %s', async (origin) => {
    const asked = await preflight(world(), origin);
    expect([asked.status, corsOf(asked.headers), asked.headers.allow]).toEqual([405, {}, 'GET, HEAD, POST']);
    const called = await ask(origin);
    expect([called.status, corsOf(called.headers), called.headers.vary]).toEqual([401, {}, 'Origin']);
  });

  it('may not delete or replace anything, whoever it is', async () => {
    const { headers } = await preflight(world(), APP, 'DELETE');
    expect(headers['access-control-allow-methods']).toBe('GET, POST');
  });

  it('is not that of Apollo in production', async () => {
    expect(corsOf((await preflight(production(), STUDIO)).headers)).toEqual({});
    expect((await preflight(production(), APP)).status).toBe(204);
  });

  it('is let in at /graphql alone', async () => {
    for (const [path, expected] of [
      ['/explorer', 405],
      ['/healthz', 405],
      ['/nothing', 404],
    ] as const) {
      const { status, headers } = await preflight(world(), APP, 'GET', path);
      expect([path, status, corsOf(headers)]).toEqual([path, expected, {}]);
    }
  });

  it('gets an answer of the usual form to a malformed preflight', async () => {
    const { status, text } = await world().request({ method: 'OPTIONS', path: '/graphql' });
    expect([status, JSON.parse(text).errors[0].extensions]).toEqual([405, { code: 'BAD_REQUEST' }]);
  });
});

function corsOf(headers: IncomingHttpHeaders): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control-')));
}
