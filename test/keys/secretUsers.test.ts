import { usersOfSecrets } from '../../src/keys/usersOfSecrets';
import { describeOnEachEngine } from '../support/engines';
import { otherSecret } from '../support/keySecrets';
import { postForm } from '../support/oauth';
import { rotateApiKey } from '../support/rotations';
import { runJob } from '../support/runJob';
import { basic, NOW, sharedWorld, type TestKey } from '../support/world';

const AGENT = { 'user-agent': 'nightly/1.0' };
const DAY = 86_400_000;

describeOnEachEngine('who still uses a secret that is being replaced', (engine) => {
  const world = sharedWorld(engine);
  const ask = (key: TestKey, query: string, headers: Record<string, string> = AGENT) =>
    world().graphql({ query }, { authorization: basic(key.value), ...headers });
  const usersOf = async ({ id }: TestKey, number: number) => {
    await runJob(world(), 'write-secret-users');
    const [users = []] = await usersOfSecrets(world().database.sql, [{ apiKeyId: id, number }], world().now);
    return users.map(({ address, userAgent, operation, lastSeenAt }) => [address, userAgent, operation, lastSeenAt]);
  };
  const rotated = async (state: 'PENDING' | 'RETIRING') => {
    const key = await world().key(await world().organization());
    const other = await otherSecret(world(), key, state, state === 'PENDING' ? null : NOW + DAY);
    return state === 'PENDING' ? { older: key, newer: other } : { older: other, newer: key };
  };
  const row = (operation: string | null, at = NOW) => ['127.0.0.1', 'nightly/1.0', operation, at];

  it.each(['PENDING', 'RETIRING'] as const)(
    'is shown by address, agent and operation, the newest first: %s',
    async (state) => {
      const { older } = await rotated(state);
      await ask(older, 'query Import { viewer { name } }');
      world().now = NOW + 1;
      await ask(older, '{ viewer { name } }');
      world().now = NOW + 2;
      await ask(older, 'query Wrong { nothing }');
      world().now = NOW + 3;
      await ask(older, 'query Import { viewer { name } }', { 'user-agent': 'other/2' });
      expect(await usersOf(older, 1)).toEqual([
        ['127.0.0.1', 'other/2', 'Import', NOW + 3],
        row(null, NOW + 1),
        row('Import'),
      ]);
    },
  );

  it('names the endpoint where it is not GraphQL, and counts tokens of the secret with it', async () => {
    const { older } = await rotated('RETIRING');
    const sender = { ...AGENT, authorization: basic(older.value) };
    await world().request({ path: '/verify', headers: sender });
    world().now = NOW + 1;
    await postForm(world().url, '/oauth/introspect', sender, { token: 'nothing' });
    world().now = NOW + 2;
    const { body } = await postForm(world().url, '/oauth/token', sender, { grant_type: 'client_credentials' });
    world().now = NOW + 3;
    await world().graphql(
      { query: 'query Mine { viewer { name } }' },
      { ...AGENT, authorization: `Bearer ${body.access_token}` },
    );
    expect(await usersOf(older, 1)).toEqual([
      row('Mine', NOW + 3),
      row('token', NOW + 2),
      row('introspect', NOW + 1),
      row('verify', NOW),
    ]);
  });

  it('says nothing of the newer secret, nor of a key that is not being rotated', async () => {
    const { newer } = await rotated('PENDING');
    const plain = await world().key(await world().organization());
    for (const each of [newer, plain]) await ask(each, '{ viewer { name } }');
    await runJob(world(), 'write-secret-users');
    const sql = 'SELECT * FROM "api_key_secret_user" WHERE "apiKeyId" IN ($1, $2)';
    expect(await world().rows(sql, [newer.id, plain.id])).toEqual([]);
  });

  it('is shown no longer than the rotation lasts, and forgotten after 30 days', async () => {
    const { older } = await rotated('RETIRING');
    await ask(older, '{ viewer { name } }');
    expect(await usersOf(older, 1)).toEqual([row(null)]);
    world().now = NOW + DAY;
    expect(await usersOf(older, 1)).toEqual([]);
    const count = async () =>
      (await world().rows('SELECT 1 FROM "api_key_secret_user" WHERE "apiKeyId" = $1', [older.id])).length;
    world().now = NOW + 30 * DAY - 1;
    await runJob(world(), 'sweep-secret-users');
    expect(await count()).toBe(1);
    world().now = NOW + 30 * DAY;
    await runJob(world(), 'sweep-secret-users');
    expect(await count()).toBe(0);
  });

  it('is shown by the newest 50, with 200 characters of a text', async () => {
    const { older } = await rotated('RETIRING');
    const caller = await world().app.services.authenticator.authenticate(older, {
      address: '192.0.2.1',
      requestId: 'r1',
    });
    for (let index = 0; index < 60; index += 1) {
      world().now = NOW + index;
      caller.noteUse?.({ userAgent: `${'x'.repeat(198)}${10 + index}y`, operation: null });
    }
    const users = await usersOf(older, 1);
    expect(users).toHaveLength(50);
    expect([users[0], users[49]]).toEqual([
      ['192.0.2.1', `${'x'.repeat(198)}69`, null, NOW + 59],
      ['192.0.2.1', `${'x'.repeat(198)}20`, null, NOW + 10],
    ]);
  });

  it('is read for many secrets with one statement, in their order', async () => {
    const [one, other] = [await rotated('RETIRING'), await rotated('RETIRING')];
    await ask(one.older, 'query One { viewer { name } }');
    await ask(other.older, 'query Other { viewer { name } }');
    await runJob(world(), 'write-secret-users');
    const secrets = [
      { apiKeyId: other.older.id, number: 1 },
      { apiKeyId: one.newer.id, number: 2 },
      { apiKeyId: one.older.id, number: 1 },
    ];
    const users = await usersOfSecrets(world().database.sql, secrets, NOW);
    expect(users.map((list) => list.map(({ operation }) => operation))).toEqual([['Other'], [], ['One']]);
    expect(await usersOfSecrets(world().database.sql, [], NOW)).toEqual([]);
  });

  it('is told by the secret, to whoever may manage the key', async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    const { key: newer } = await rotateApiKey(world().as(acme.key), key);
    for (const each of [key, newer]) await ask(each, 'query Nightly { viewer { name } }');
    await world().app.services.secretTraces.flush();
    await world().app.services.keyUse.flush();
    const shown = `{ apiKey(id: "${key.id}") { secrets { number state users { address userAgent operation lastSeenAt } } } }`;
    const user = { address: '127.0.0.1', userAgent: 'nightly/1.0', operation: 'Nightly' };
    const secrets = [
      { number: 2, state: 'CURRENT', users: [] },
      { number: 1, state: 'RETIRING', users: [{ ...user, lastSeenAt: '2026-11-23T12:00:00.000Z' }] },
    ];
    expect((await world().as(acme.key).run(shown)).body).toEqual({ data: { apiKey: { secrets } } });
    const narrow = await world().key(acme, { scopes: ['workspace.process:read'] });
    expect((await world().as(narrow).run(shown)).body.data).toEqual({ apiKey: null });
    const stranger = await world().organization();
    expect((await world().as(stranger.key).run(shown)).body).toEqual({ data: { apiKey: null } });
  });

  it('is written anew once a minute', async () => {
    const { older } = await rotated('RETIRING');
    for (const at of [0, 59_999, 60_000]) {
      world().now = NOW + at;
      await ask(older, '{ viewer { name } }');
      expect((await usersOf(older, 1))[0]).toEqual(row(null, NOW + (at === 60_000 ? 60_000 : 0)));
    }
  });

  it('is found for many secrets of many keys at once, without comparing each secret with each user', async () => {
    const acme = await world().organization();
    const keys = await Promise.all(Array.from({ length: 40 }, () => world().key(acme)));
    for (const { id } of keys) {
      await world().rows(`UPDATE "api_key" SET "otherState" = 'PENDING', "otherNumber" = 2 WHERE "id" = $1`, [id]);
      const users = Array.from({ length: 50 }, (_each, index) => `('${id} ${index}', '${id}', 1, 'a', ${NOW - index})`);
      const columns = '"id", "apiKeyId", "secretNumber", "address", "lastSeenAt"';
      await world().rows(`INSERT INTO "api_key_secret_user" (${columns}) VALUES ${users.join(', ')}`);
    }
    let lookCount = 0;
    const secretOf = (apiKeyId: string, number: number) => ({
      apiKeyId,
      get number() {
        lookCount += 1;
        return number;
      },
    });
    const secrets = keys.flatMap(({ id }) => Array.from({ length: 250 }, (_each, index) => secretOf(id, 250 - index)));
    const found = await usersOfSecrets(world().database.sql, secrets, NOW);
    expect(lookCount).toBe(10_000); // Each with each would look at every secret 2,000 times.
    expect(found.map((users) => users.length)).toEqual(secrets.map(({ number }) => (number === 1 ? 50 : 0)));
  });
});
