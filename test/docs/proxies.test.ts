import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseSetCookie } from 'cookie';
import { longestScopes } from '../support/longestScopes';
import { hasProxy, type ProxyAnswer, type ProxyName, ProxyProgram, titleWith } from '../support/ProxyProgram';
import { cut } from '../support/pageBlocks';
import { addPerson, PASSWORD } from '../support/people';
import { newFolder } from '../support/program';
import { isInstalled, Shell } from '../support/Shell';
import { selfSigned } from '../support/selfSigned';
import { waitUntil } from '../support/waitUntil';
import { basic, sharedWorld, World } from '../support/world';

const hasCurl = isInstalled('curl');
const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { userErrors { code } } }';
const HOST = 'keys.example.com';
/** What a browser says of the console's own requests. */
const FROM_BROWSER = { host: HOST, origin: `https://${HOST}`, 'sec-fetch-site': 'same-origin' };
const AS_JSON = { 'content-type': 'application/json' };
/** A client that is not at the proxy's own address. */
const CLIENT = '127.0.0.2';

describe(hasCurl ? '/verify on the page' : '/verify on the page (skipped: curl is not installed)', () => {
  const world = sharedWorld('sqlite');

  (hasCurl ? it : it.skip)('answers with who it is', async () => {
    const acme = await world().organization();
    const { KEY, ask } = { KEY: acme.key.value, ask: cut('docs/proxies.md', 'verify') };
    const answer = await (await Shell.open({ KEY })).run(ask.replace('http://127.0.0.1:4000', world().url));
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).toContain(`\r\nlatchkey-organization: ${acme.id}\r\n`);
  });
});

/** The settings of the page, as the environment of a server. */
async function settingsOfPage(): Promise<Record<string, string>> {
  const names = ['PUBLIC_URL', 'TRUST_PROXY', 'REQUIRE_TLS'];
  const shown = await (await Shell.open()).run(`${cut('docs/proxies.md', 'settings')}printenv ${names.join(' ')}`);
  return Object.fromEntries(
    shown
      .split('\n')
      .slice(0, 3)
      .map((value, index) => [names[index], value]),
  );
}

/** Starts a proxy with a recipe in front of a server; the recipe's files lie in a folder of the test. */
async function startInFront(name: ProxyName, recipe: string, world: World): Promise<ProxyProgram> {
  const folder = await newFolder();
  const { certificate, privateKey } = selfSigned(HOST);
  writeFileSync(path.join(folder, 'keys.pem'), name === 'haproxy' ? certificate + privateKey : certificate);
  writeFileSync(path.join(folder, 'keys.key'), privateKey);
  return ProxyProgram.start(
    name,
    recipe.replaceAll(`/etc/${name}`, folder).replace('127.0.0.1:4000', new URL(world.url).host),
  );
}

function signInAt(proxy: ProxyProgram, email: string, password: string, from: string): Promise<ProxyAnswer> {
  const body = JSON.stringify({ query: SIGN_IN, variables: { input: { email, password } } });
  return proxy.ask({ method: 'POST', path: '/graphql', headers: { ...FROM_BROWSER, ...AS_JSON }, body, from });
}

describe.each([
  ['nginx', cut('docs/proxies.md', 'latchkey')],
  ['caddy', cut('docs/proxies.md', 'latchkey-caddy')],
  ['haproxy', cut('docs/proxies.md', 'latchkey-haproxy')],
] as const)('Latchkey behind a proxy that is set up as the page says', (name, recipe) => {
  const itWithProxy = hasProxy(name) ? it : it.skip;
  let world: World;
  let proxy: ProxyProgram;

  beforeAll(async () => {
    if (!hasProxy(name)) return;
    world = await World.create('sqlite', await settingsOfPage());
    proxy = await startInFront(name, recipe, world);
  });

  itWithProxy(titleWith(name, `serves the console: ${name}`), async () => {
    const { status, text } = await proxy.ask({ headers: FROM_BROWSER });
    expect(status).toBe(200);
    expect(text).toContain('<!doctype html>');
  });

  itWithProxy(`lets people sign in, with a cookie for HTTPS alone: ${name}`, async () => {
    const { email } = await addPerson(world, await world.organization());
    const { status, text, headers } = await signInAt(proxy, email, PASSWORD, CLIENT);
    expect([status, JSON.parse(text)]).toEqual([200, { data: { signIn: { userErrors: [] } } }]);
    expect(parseSetCookie(headers['set-cookie']?.[0] ?? '')).toMatchObject({ secure: true });
  });

  itWithProxy(`counts failures to sign in by the client, and notes its address: ${name}`, async () => {
    const acme = await world.organization();
    const { email } = await addPerson(world, acme);
    for (const _try of [1, 2, 3, 4, 5]) expect((await signInAt(proxy, email, 'wrong', CLIENT)).status).toBe(200);
    expect((await signInAt(proxy, email, PASSWORD, CLIENT)).status).toBe(429);
    expect((await signInAt(proxy, email, PASSWORD, '127.0.0.3')).status).toBe(200);
    const rows = await world.rows<{ address: string }>(
      `SELECT DISTINCT "address" FROM "audit_event" WHERE "organizationId" = $1 AND "type" = 'session.started'`,
      [acme.id],
    );
    expect(rows.map(({ address }) => address).sort()).toEqual([CLIENT, '127.0.0.3']);
  });

  itWithProxy(`takes keys, however long their scopes are: ${name}`, async () => {
    const acme = await world.organization();
    const headers = { host: HOST, ...AS_JSON, authorization: `Bearer ${acme.key.value}` };
    const body = '{"query":"{ organization { name } }"}';
    const { text } = await proxy.ask({ method: 'POST', path: '/graphql', headers, body });
    expect(JSON.parse(text)).toEqual({ data: { organization: { name: 'Acme' } } });
    const key = await world.key(acme);
    const scopes = longestScopes();
    await world.rows('UPDATE "api_key" SET "scopes" = $1 WHERE "id" = $2', [scopes, key.id]);
    const verified = await proxy.ask({ path: '/verify', headers: { host: HOST, authorization: basic(key.value) } });
    expect([verified.status, verified.headers['latchkey-scopes']]).toEqual([200, scopes]);
  });

  if (recipe.includes('/readyz')) {
    itWithProxy(`is found to be ready by the proxy's own checks: ${name}`, async () => {
      const answers = () => world.logLines.map((line) => JSON.parse(line)).filter(({ route }) => route === '/readyz');
      await waitUntil('a check of health', () => answers().length > 0);
      expect(answers()[0]).toMatchObject({ status: 200 });
    });
  }
});

const nginxTitle = 'nginx that is set up as it comes, or loses the port';
describe(titleWith('nginx', nginxTitle), () => {
  const itWithNginx = hasProxy('nginx') ? it : it.skip;
  const world = sharedWorld('sqlite');

  itWithNginx.each([
    ['proxy_pass alone', '', /^127\.0\.0\.1:\d+$/],
    ['Host $host', 'proxy_set_header Host $host;', /^keys\.example\.com$/],
  ])('has every sign-in refused, and the log says why, once: %s', async (_what, directive, host) => {
    const recipe = `server { listen 80; location / { proxy_pass http://127.0.0.1:4000; ${directive} } }`;
    const proxy = await startInFront('nginx', recipe, world());
    const origin = 'http://keys.example.com:8080';
    const headers = { host: 'keys.example.com:8080', origin, ...AS_JSON };
    const body = JSON.stringify({ query: SIGN_IN, variables: { input: { email: 'a@b.c', password: 'x' } } });
    const before = world().logLines.length;
    const answers = [1, 2, 3].map(() => proxy.ask({ method: 'POST', path: '/graphql', headers, body }));
    for (const { status, text } of await Promise.all(answers)) {
      expect([status, JSON.parse(text).errors[0].message]).toEqual([403, 'Pages of other sites may not ask this.']);
    }
    const lines = world()
      .logLines.slice(before)
      .map((line) => JSON.parse(line));
    expect(lines.filter(({ level }) => level > 30)).toEqual([
      {
        level: 40,
        time: expect.any(String),
        origin,
        host: expect.stringMatching(host),
        publicUrl: world().url,
        msg: "a page was refused as another site's: if it is this server's own, set PUBLIC_URL to its address in the browser",
      },
    ]);
  });
});
