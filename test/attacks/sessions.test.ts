import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UNAUTHENTICATED } from '../support/apiKeyMutations';
import { describeOnEachEngine } from '../support/engines';
import { addPerson, forgetFailures, PASSWORD, signedIn } from '../support/people';
import {
  changePassword,
  inviteMember,
  removeMember,
  SIGN_IN_REFUSED,
  SIGNED_IN,
  signIn,
  signOut,
  WHO,
} from '../support/peopleMutations';
import { newFolder } from '../support/program';
import { selfSigned } from '../support/selfSigned';
import { COOKIE_NAME, Visitor } from '../support/Visitor';
import { basic, NOW, sharedWorld, World } from '../support/world';

const MINUTE_MS = 60_000;
const PLAIN = /^latchkey-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/;
const SECURE = /^__Host-latchkey-session=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/;

/** Settings of a server that speaks HTTPS itself. */
async function tlsFiles(): Promise<Record<string, string>> {
  const folder = await newFolder();
  const { certificate, privateKey } = selfSigned();
  const files = { TLS_CERT_FILE: path.join(folder, 'cert.pem'), TLS_KEY_FILE: path.join(folder, 'key.pem') };
  await writeFile(files.TLS_CERT_FILE, certificate);
  await writeFile(files.TLS_KEY_FILE, privateKey);
  return files;
}

describe('the cookie of a session', () => {
  it.each([
    ['plain HTTP', async () => ({}), {}, PLAIN],
    ['HTTPS', tlsFiles, {}, SECURE],
    [
      'a trusted proxy that speaks HTTPS',
      async () => ({ TRUST_PROXY: '127.0.0.1' }),
      { 'x-forwarded-proto': 'https' },
      SECURE,
    ],
    [
      'a trusted proxy that speaks HTTP',
      async () => ({ TRUST_PROXY: '127.0.0.1' }),
      { 'x-forwarded-proto': 'http' },
      PLAIN,
    ],
    ['somebody who claims to speak HTTPS', async () => ({}), { 'x-forwarded-proto': 'https' }, PLAIN],
    ['a public address with HTTPS', async () => ({ PUBLIC_URL: 'https://keys.example.com' }), {}, SECURE],
  ])(
    'T88: has every flag that there can be, over %s',
    async (_how, environmentOf, headers: Record<string, string>, expected) => {
      const world = await World.create('sqlite', await environmentOf());
      const { email } = await addPerson(world, await world.organization());
      const query = 'mutation ($input: SignInInput!) { signIn(input: $input) { userErrors { code } } }';
      const answer = await world.graphql({ query, variables: { input: { email, password: PASSWORD } } }, headers);
      expect(answer.headers['set-cookie']).toEqual([expect.stringMatching(expected)]);
      const [cookie = ''] = String(answer.headers['set-cookie']).split(';');
      const [name, token] = cookie.split('=');
      const ask = async (text: string) => (await world.graphql({ query: WHO }, { ...headers, cookie: text })).status;
      const other = name === COOKIE_NAME ? `__Host-${COOKIE_NAME}` : COOKIE_NAME;
      expect([await ask(cookie), await ask(`${other}=${token}`)]).toEqual([200, 401]);
      await world.close();
    },
  );

  it('T88: is taken away at signing out, with the flags that it was set with, and not before', async () => {
    const world = await World.create('sqlite', { PUBLIC_URL: 'https://keys.example.com' });
    const { token } = await signedIn(world, await addPerson(world, await world.organization()));
    const ask = async (query: string, token?: string) =>
      (await world.graphql({ query }, { cookie: `__Host-${COOKIE_NAME}=${token}` })).headers['set-cookie'];
    // By the time of this answer the browser may hold the cookie of another session.
    expect(await ask(WHO, 'x'.repeat(43))).toBeUndefined();
    expect(await ask('mutation { signOut { userErrors { code } } }', token)).toEqual([
      `__Host-${COOKIE_NAME}=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax`,
    ]);
    await world.close();
  });
});

describeOnEachEngine('sessions under attack', (engine) => {
  const world = sharedWorld(engine);
  beforeEach(() => forgetFailures(world()));

  it('T88: tokens are of 256 bits, and no two are alike', async () => {
    const ada = await addPerson(world(), await world().organization());
    const tokens = new Set<string>();
    for (let index = 0; index < 20; index += 1) tokens.add(String((await signedIn(world(), ada)).token));
    expect(tokens.size).toBe(20);
    for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  });

  it('T89: a token that somebody planted before the person signed in is worth nothing after it', async () => {
    const ada = await addPerson(world(), await world().organization());
    const planted = 'A'.repeat(43);
    const [browser, thief] = [new Visitor(world(), planted), new Visitor(world(), planted)];
    expect((await signIn(browser, ada.email)).body).toEqual(SIGNED_IN);
    expect(browser.token).not.toBe(planted);
    expect((await thief.run(WHO)).status).toBe(401);
  });

  it('T89: a session that somebody planted is not the one that the person signs in to', async () => {
    const acme = await world().organization();
    const [ada, eve] = [await addPerson(world(), acme), await addPerson(world(), acme, { name: 'Eve' })];
    const planted = await signedIn(world(), eve);
    const browser = new Visitor(world(), planted.token);
    await signIn(browser, ada.email);
    expect((await browser.run(WHO)).body.data.viewer.email).toBe(ada.email);
    expect((await planted.run(WHO)).status).toBe(401);
  });

  it('T89: a token that was copied is worth nothing once the person signs out, or changes the password', async () => {
    const ada = await addPerson(world(), await world().organization());
    const ends = [signOut, (browser: Visitor) => changePassword(browser, PASSWORD)];
    for (const end of ends) {
      const browser = await signedIn(world(), ada);
      const thief = new Visitor(world(), browser.token);
      expect((await thief.run(WHO)).status).toBe(200);
      await end(browser);
      const answer = await thief.run(WHO);
      expect([answer.status, answer.body]).toEqual([401, UNAUTHENTICATED]);
    }
  });

  it('T90: half an hour and a second without a request ends a session, and the person signs in again', async () => {
    const ada = await addPerson(world(), await world().organization());
    const browser = await signedIn(world(), ada);
    world().now = NOW + 30 * MINUTE_MS + 1_000;
    expect((await browser.run(WHO)).status).toBe(401);
    expect((await signIn(browser, ada.email)).body.data.signIn.userErrors).toEqual([]);
    expect((await browser.run(WHO)).status).toBe(200);
  });

  it('T90: twelve hours and a second end a session that was used a moment ago', async () => {
    const ada = await addPerson(world(), await world().organization());
    const browser = await signedIn(world(), ada);
    world().now = NOW + 12 * 60 * MINUTE_MS + 1_000;
    await world().rows('UPDATE "session" SET "lastSeenAt" = $1 WHERE "userId" = $2', [world().now - 1, ada.userId]);
    expect((await browser.run(WHO)).status).toBe(401);
  });

  it('T48: an API key signs nobody in', async () => {
    const { key } = await world().organization();
    for (const [email, password] of [
      [key.user, key.pass],
      [key.value, key.value],
      [key.id, key.pass],
    ] as const) {
      const answer = await signIn(new Visitor(world()), email, password);
      expect([answer.status, answer.body, answer.headers['set-cookie']]).toEqual([200, SIGN_IN_REFUSED, undefined]);
    }
  });

  it('T48: the token of a session is worth nothing but in its cookie', async () => {
    const ada = await addPerson(world(), await world().organization());
    const { token = '' } = await signedIn(world(), ada);
    for (const authorization of [`Bearer ${token}`, basic(token), basic(`${ada.email}:${token}`), `Session ${token}`]) {
      const answer = await world().graphql({ query: WHO }, { authorization });
      expect([answer.status, answer.body]).toEqual([401, UNAUTHENTICATED]);
    }
    const inAddress = await world().request({
      path: `/graphql?${new URLSearchParams({ query: WHO, [COOKIE_NAME]: token, token })}`,
      headers: { 'apollo-require-preflight': '1' },
    });
    expect(inAddress.status).toBe(401);
  });

  it('T48: an API key can do nothing that is for people', async () => {
    const acme = await world().organization();
    const answer = await world()
      .as(acme.key)
      .run(
        `mutation ($id: ID!) {
          signOut { isSignedOut }
          switchOrganization(input: { organizationId: $id }) { organizationId }
          changePassword(input: { currentPassword: "a", newPassword: "b" }) { expiresAt }
        }`,
        { id: acme.id },
      );
    expect(answer.body.data).toEqual({ signOut: null, switchOrganization: null, changePassword: null });
    expect(answer.body.errors.map(({ extensions }: { extensions: object }) => extensions)).toEqual([
      { code: 'FORBIDDEN', requiredScopes: [] },
      { code: 'FORBIDDEN', requiredScopes: [] },
      { code: 'FORBIDDEN', requiredScopes: [] },
    ]);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it('T53: a person who makes keys as fast as can be makes none once told to be removed', async () => {
    const acme = await world().organization();
    const admin = await signedIn(world(), await addPerson(world(), acme));
    const bob = await addPerson(world(), acme, { name: 'Bob' });
    const { token } = await signedIn(world(), bob);
    const create = `mutation { createApiKey(input: { name: "Late", scopes: ["workspace.process:read"],
      expiresAt: "2026-12-01T00:00:00Z" }) { apiKey { id } userErrors { code } } }`;
    const keyCount = async () => (await world().rows(`SELECT "id" FROM "api_key" WHERE "name" = 'Late'`)).length;
    const before = await keyCount();
    let [isRemoved, madeCount] = [false, 0];
    const loop = async (): Promise<void> => {
      for (let lateTries = 0; lateTries < 5; ) {
        const isLate = isRemoved;
        const answer = await new Visitor(world(), token).run(create);
        if (answer.body.data?.createApiKey) madeCount += 1;
        if (!isLate) continue;
        lateTries += 1;
        expect(answer.status).toBe(401);
      }
    };
    const removal = async (): Promise<number> => {
      while (madeCount < 10) await world().rows('SELECT 1');
      const { body } = await removeMember(admin, bob.memberId);
      expect(body.data.removeMember.userErrors).toEqual([]);
      isRemoved = true;
      return keyCount();
    };
    const [atRemoval] = await Promise.all([removal(), loop(), loop(), loop(), loop()]);
    expect(atRemoval).toBeGreaterThanOrEqual(before + 10);
    expect([await keyCount(), before + madeCount]).toEqual([atRemoval, atRemoval]);
  });

  it('T98: answers that hold a secret, or are of a session, are kept by nobody', async () => {
    const acme = await world().organization();
    const ada = await addPerson(world(), acme);
    const browser = new Visitor(world());
    const answers = [
      await signIn(browser, ada.email),
      await browser.run(WHO),
      await inviteMember(browser, 'guest@example.com'),
      await browser.run(`mutation { createApiKey(input: { name: "K", allScopes: true, expiresAt: "2026-12-01T00:00:00Z" })
        { secret { value } userErrors { code } } }`),
      await signOut(browser),
      await browser.run(WHO),
    ];
    expect(answers.map(({ status, headers }) => [status, headers['cache-control']])).toEqual([
      [200, 'no-store'],
      [200, 'no-store'],
      [200, 'no-store'],
      [200, 'no-store'],
      [200, 'no-store'],
      [401, 'no-store'],
    ]);
  });
});
