import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseSetCookie } from 'cookie';
import { hasNginx, Nginx } from '../support/Nginx';
import { cut } from '../support/pageBlocks';
import { addPerson, PASSWORD } from '../support/people';
import { newFolder } from '../support/program';
import { isInstalled, Shell } from '../support/Shell';
import { selfSigned } from '../support/selfSigned';
import { sharedWorld, World } from '../support/world';

const hasCurl = isInstalled('curl');
const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { userErrors { code } } }';

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

const title = 'Latchkey behind nginx, set up as the page on proxies says';
describe(hasNginx ? title : `${title} (skipped: it is not installed)`, () => {
  const itWithNginx = hasNginx ? it : it.skip;
  let world: World;
  let nginx: Nginx;

  beforeAll(async () => {
    if (!hasNginx) return;
    world = await World.create('sqlite', await settingsOfPage());
    const folder = await newFolder();
    const { certificate, privateKey } = selfSigned();
    writeFileSync(path.join(folder, 'keys.pem'), certificate);
    writeFileSync(path.join(folder, 'keys.key'), privateKey);
    const recipe = cut('docs/proxies.md', 'latchkey')
      .replaceAll('/etc/nginx', folder)
      .replace('http://127.0.0.1:4000', world.url);
    nginx = await Nginx.start(recipe);
  });

  afterAll(() => nginx?.stop());

  const fromBrowser = { host: 'keys.example.com', origin: 'https://keys.example.com', 'sec-fetch-site': 'same-origin' };
  const asJson = { 'content-type': 'application/json' };

  itWithNginx('serves the console', async () => {
    const { status, text } = await nginx.ask({ headers: fromBrowser });
    expect(status).toBe(200);
    expect(text).toContain('<!doctype html>');
  });

  itWithNginx('lets people sign in, with a cookie for HTTPS alone', async () => {
    const acme = await world.organization();
    const { email } = await addPerson(world, acme);
    const body = JSON.stringify({ query: SIGN_IN, variables: { input: { email, password: PASSWORD } } });
    const wishes = { method: 'POST', path: '/graphql', headers: { ...fromBrowser, ...asJson }, body };
    const { status, text, headers } = await nginx.ask(wishes);
    expect([status, JSON.parse(text)]).toEqual([200, { data: { signIn: { userErrors: [] } } }]);
    expect(parseSetCookie(headers['set-cookie']?.[0] ?? '')).toMatchObject({ secure: true });
  });

  itWithNginx('takes keys', async () => {
    const acme = await world.organization();
    const headers = { ...asJson, authorization: `Bearer ${acme.key.value}` };
    const body = '{"query":"{ organization { name } }"}';
    const { text } = await nginx.ask({ method: 'POST', path: '/graphql', headers, body });
    expect(JSON.parse(text)).toEqual({ data: { organization: { name: 'Acme' } } });
  });
});
