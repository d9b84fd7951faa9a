import { addPerson, signedIn } from '../support/people';
import type { RequestWishes, Response } from '../support/request';
import { COOKIE_NAME } from '../support/Visitor';
import { basic, sharedWorld } from '../support/world';

const JSON_TYPE = { 'content-type': 'application/json' };
const QUERY = JSON.stringify({ query: '{ viewer { kind } }' });
const post = (body: string, headers: Record<string, string> = {}): RequestWishes => ({
  method: 'POST',
  path: '/graphql',
  headers: { ...JSON_TYPE, ...headers },
  body,
});

/** One request for each kind of answer, and the status of it. */
const REQUESTS: readonly [what: string, status: number, wishes: RequestWishes][] = [
  ['a query without credential', 401, post(QUERY)],
  ['a query with a wrong key', 401, post(QUERY, { authorization: basic('lko_x:lks_y') })],
  ['a document that is none', 400, post('{"query":"{"}')],
  ['a body that is none', 400, post('{')],
  ['a body of another kind', 415, post(QUERY, { 'content-type': 'text/plain' })],
  ['a body that is too long', 413, post(QUERY.padEnd(70_000))],
  ['a forged request', 403, post(QUERY, { authorization: basic('a:b'), 'sec-fetch-site': 'cross-site' })],
  ['another method', 405, { method: 'PUT', path: '/graphql' }],
  ['GET without a document', 400, { path: '/graphql' }],
  ['an address that there is not', 404, { path: '/nothing/here' }],
  ['an address that is none', 400, { path: '/%' }],
  ['health', 200, { path: '/healthz' }],
  ['readiness', 200, { path: '/readyz' }],
  ['the check of credentials', 401, { path: '/verify' }],
  ['the public keys', 200, { path: '/.well-known/jwks.json' }],
];

describe('what browsers are told with every answer', () => {
  const world = sharedWorld('sqlite');

  function expectHeaders({ headers }: Response): void {
    expect(headers['content-security-policy']).toBe(
      "default-src 'none';object-src 'none';base-uri 'none';frame-ancestors 'none'",
    );
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['x-frame-options']).toBe('DENY');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
    expect(headers['cross-origin-opener-policy']).toBe('same-origin');
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
    expect([headers['x-powered-by'], headers.server]).toEqual([undefined, undefined]);
    expect(headers['access-control-allow-credentials']).toBeUndefined();
    expect(headers['access-control-allow-origin']).toBeUndefined();
  }

  describe.each(['https://evil.example', 'null', 'https://sub.evil.example'])('to the origin %s', (origin) => {
    it.each(REQUESTS)('T92: %s', async (_what, status, wishes) => {
      const answer = await world().request({ ...wishes, headers: { ...wishes.headers, origin } });
      expect(answer.status).toBe(status);
      expectHeaders(answer);
      expect(JSON.stringify(answer)).not.toContain('evil.example');
    });
  });

  it('T92: an answer to a person who is signed in, and to one whose session has ended', async () => {
    const { token } = await signedIn(world(), await addPerson(world(), await world().organization()));
    for (const [cookie, status] of [
      [`${COOKIE_NAME}=${token}`, 200],
      [`${COOKIE_NAME}=x`, 401],
    ] as const) {
      const answer = await world().request(post(QUERY, { cookie }));
      expect([answer.status, answer.headers['cache-control']]).toEqual([status, 'no-store']);
      expectHeaders(answer);
    }
  });
});
