import { addPerson, forgetFailures, signedIn } from '../support/people';
import { changePassword, invitationToken, SIGNED_IN, signIn, WHO } from '../support/peopleMutations';
import type { Response } from '../support/request';
import { COOKIE_NAME, Visitor } from '../support/Visitor';
import { basic, sharedWorld, type TestOrganization, type World } from '../support/world';

const APP = 'https://app.example.com';
const REFUSED = {
  errors: [{ message: 'Pages of other sites may not ask this.', extensions: { code: 'CROSS_SITE_REQUEST' } }],
};
const RENAME = 'mutation { updateOrganization(input: { name: "Taken" }) { organization { name } } }';
const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { expiresAt userErrors { code } } }';

/** What browsers say of requests that pages of other sites make. */
const FOREIGN: readonly [what: string, headers: Record<string, string>][] = [
  ['another origin', { origin: 'https://evil.example' }],
  ['another origin that is listed', { origin: APP }],
  ['no origin of its own', { origin: 'null' }],
  ['an empty origin', { origin: '' }],
  ['another port', { origin: 'http://127.0.0.1:1' }],
  ['another scheme', { origin: 'https://127.0.0.1' }],
  ['a name that begins alike', { origin: 'http://127.0.0.1.evil.example' }],
  ['another site, without an origin', { 'sec-fetch-site': 'cross-site' }],
  ['another host of the same site', { 'sec-fetch-site': 'same-site' }],
  ['a word that nobody knows', { 'sec-fetch-site': 'cross-origin' }],
  ['another site, with our origin', { 'sec-fetch-site': 'cross-site', origin: 'https://keys.example.com' }],
  ['another origin, as if by ourselves', { 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' }],
];

describe('pages of other sites', () => {
  const world = sharedWorld('sqlite', { CORS_ORIGINS: APP, PUBLIC_URL: 'http://keys.example.com' });
  beforeEach(() => forgetFailures(world()));
  const nameOf = async (at: World, { id }: TestOrganization) =>
    (await at.rows<{ name: string }>('SELECT "name" FROM "organization" WHERE "id" = $1', [id]))[0]?.name;

  it.each(FOREIGN)('T91: do nothing with the session of a person, and do not end it: %s', async (_what, headers) => {
    const acme = await world().organization();
    const browser = await signedIn(world(), await addPerson(world(), acme));
    for (const query of [RENAME, WHO]) {
      const answer = await browser.run(query, {}, headers);
      expect([answer.status, answer.body]).toEqual([403, REFUSED]);
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
    expect(await nameOf(world(), acme)).toBe('Acme');
    expect((await browser.run(WHO)).status).toBe(200);
  });

  it('T91: leave a line in the log, at the level of their code', async () => {
    const browser = await signedIn(world(), await addPerson(world(), await world().organization()));
    const before = world().logLines.length;
    world().now += 600_000; // The operator was told of what came before.
    await browser.run(RENAME, {}, { origin: 'https://evil.example' });
    await browser.run(WHO, {}, { origin: 'https://evil.example' });
    const lines = world()
      .logLines.slice(before)
      .map((line) => JSON.parse(line));
    expect(lines.filter(({ msg }) => msg === 'refused')).toEqual([
      expect.objectContaining({ level: 30, code: 'CROSS_SITE_REQUEST', requestId: expect.any(String) }),
      expect.objectContaining({ level: 30, code: 'CROSS_SITE_REQUEST', requestId: expect.any(String) }),
    ]);
    const { host } = new URL(world().url);
    expect(lines.filter(({ level }) => level > 30)).toEqual([
      expect.objectContaining({
        level: 40,
        origin: 'https://evil.example',
        host,
        publicUrl: 'http://keys.example.com',
      }),
    ]);
  });

  it.each(FOREIGN)('T91: sign nobody in: %s', async (_what, headers) => {
    const ada = await addPerson(world(), await world().organization());
    const variables = { input: { email: ada.email, password: 'correct horse battery' } };
    const answer = await new Visitor(world()).run(SIGN_IN, variables, headers);
    expect([answer.status, answer.body]).toEqual([403, REFUSED]);
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(await world().rows('SELECT "id" FROM "session" WHERE "userId" = $1', [ada.userId])).toEqual([]);
    expect(await world().rows('SELECT "subject" FROM "throttle"')).toEqual([]);
  });

  it.each(FOREIGN)('T91: accept no invitation: %s', async (_what, headers) => {
    const acme = await world().organization();
    const token = await invitationToken(world().as(acme.key), 'guest@example.com');
    const query = `mutation ($token: String!) {
      acceptInvitation(input: { token: $token, name: "Eve", password: "a password of Eve's" }) { expiresAt }
    }`;
    const answer = await new Visitor(world()).run(query, { token }, headers);
    expect([answer.status, answer.body]).toEqual([403, REFUSED]);
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(await world().rows('SELECT "id" FROM "membership" WHERE "organizationId" = $1', [acme.id])).toEqual([]);
  });

  it('T91: cannot hide a mutation that checks a password in a fragment or behind an alias', async () => {
    const headers = { origin: 'https://evil.example' };
    const input = '{ email: "a@b.c", password: "x" }';
    for (const query of [
      `mutation { viewer: signIn(input: ${input}) { expiresAt } }`,
      `mutation { ... on Mutation { signIn(input: ${input}) { expiresAt } } }`,
      `mutation { ...F } fragment F on Mutation { signIn(input: ${input}) { expiresAt } }`,
    ]) {
      const answer = await new Visitor(world()).run(query, {}, headers);
      expect([answer.status, answer.body]).toEqual([403, REFUSED]);
    }
  });

  it.each([
    'text/plain',
    'text/plain; charset=utf-8',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
  ])('T91: cannot pass JSON off as %s, which needs no preflight', async (type) => {
    const acme = await world().organization();
    const browser = await signedIn(world(), await addPerson(world(), acme));
    const headers = { 'content-type': type, cookie: `${COOKIE_NAME}=${browser.token}` };
    const post = (body: object): Promise<Response> =>
      world().request({ method: 'POST', path: '/graphql', headers, body: JSON.stringify(body) });
    const signingIn = { query: SIGN_IN, variables: { input: { email: 'a@b.c', password: 'x' } } };
    for (const answer of [await post({ query: RENAME }), await post(signingIn)]) {
      expect([answer.status, answer.headers['set-cookie']]).toEqual([415, undefined]);
    }
    expect(await nameOf(world(), acme)).toBe('Acme');
  });

  it('T91: change nothing by GET, wherever the request comes from', async () => {
    const acme = await world().organization();
    const browser = await signedIn(world(), await addPerson(world(), acme));
    const path = `/graphql?${new URLSearchParams({ query: RENAME })}`;
    const cookie = `${COOKIE_NAME}=${browser.token}`;
    const from = async (headers: Record<string, string>) =>
      (await world().request({ path, headers: { cookie, ...headers } })).status;
    expect(await from({ 'sec-fetch-site': 'cross-site', 'apollo-require-preflight': '1' })).toBe(403);
    expect(await from({ 'sec-fetch-site': 'none' })).toBe(400);
    expect(await from({ 'apollo-require-preflight': '1' })).toBe(405);
    expect(await nameOf(world(), acme)).toBe('Acme');
  });

  it.each([
    ['the address that the server listens at', () => ({ origin: world().url })],
    ['the address of PUBLIC_URL', () => ({ origin: 'http://keys.example.com' })],
    ['the own origin, as browsers say', () => ({ origin: world().url, 'sec-fetch-site': 'same-origin' })],
    ['a person who types the address', () => ({ 'sec-fetch-site': 'none' })],
  ])('T91: do not stop those of this server: %s', async (_what, headersOf) => {
    const acme = await world().organization();
    const browser = await signedIn(world(), await addPerson(world(), acme));
    const renamed = await browser.run(RENAME, {}, headersOf());
    expect([renamed.status, await nameOf(world(), acme)]).toEqual([200, 'Taken']);
  });

  it('T91: do not stop a person from signing in at the own page', async () => {
    const ada = await addPerson(world(), await world().organization());
    const visitor = new Visitor(world());
    const headers = { origin: world().url, 'sec-fetch-site': 'same-origin' };
    const speaker = { run: (query: string, variables = {}) => visitor.run(query, variables, headers) };
    expect((await signIn(speaker, ada.email)).body).toEqual(SIGNED_IN);
    expect((await changePassword(speaker, 'a new password')).body.data.changePassword.userErrors).toEqual([]);
  });

  it('T91: that hold a key of their own ask with it, if they are listed, and without the session', async () => {
    const acme = await world().organization();
    const browser = await signedIn(world(), await addPerson(world(), acme));
    const headers = { origin: APP, 'sec-fetch-site': 'cross-site', authorization: `Bearer ${acme.key.value}` };
    const answer = await browser.run(WHO, {}, headers);
    expect([answer.status, answer.body.data.viewer.kind]).toEqual([200, 'API_KEY']);
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
  });

  it.each<Record<string, string>>([
    { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', origin: 'null' },
  ])('T99: a forged request with Basic that a browser kept does nothing: %j', async (headers) => {
    const acme = await world().organization();
    for (const authorization of [basic(acme.key.value), basic(acme.key.value).replace('Basic', 'bASIC')]) {
      const answer = await world().graphql({ query: RENAME }, { ...headers, authorization });
      expect([answer.status, answer.body]).toEqual([403, REFUSED]);
    }
    expect(await nameOf(world(), acme)).toBe('Acme');
  });

  it('T99: a page that is listed may send Basic of its own', async () => {
    const acme = await world().organization();
    const headers = { 'sec-fetch-site': 'cross-site', origin: APP, authorization: basic(acme.key.value) };
    expect((await world().graphql({ query: RENAME }, headers)).status).toBe(200);
    expect(await nameOf(world(), acme)).toBe('Taken');
  });
});
