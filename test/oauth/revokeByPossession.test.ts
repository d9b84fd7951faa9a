import { describeOnEachEngine } from '../support/engines';
import { cancelledSecret, otherSecret, replaceSecret } from '../support/keySecrets';
import { postForm } from '../support/oauth';
import { eventsOf, settleReuses } from '../support/reuses';
import { NOW, sharedWorld, type TestKey } from '../support/world';

const DAY = 86_400_000;

describeOnEachEngine('POST /oauth/revoke with the value of a key', (engine) => {
  const world = sharedWorld(engine);
  const revoke = async ({ value }: TestKey) => {
    const { status, body, headers } = await postForm(world().url, '/oauth/revoke', null, { token: value });
    return [status, body, headers['latchkey-key-expires']];
  };
  const stateOf = async ({ id }: TestKey) => {
    const columns = '"disabledAt", "deletedAt", "endReason", "version", "otherState"';
    return { ...(await world().rows<object>(`SELECT ${columns} FROM "api_key" WHERE "id" = $1`, [id]))[0] };
  };
  const newKey = async (expiresAt = NOW + DAY) => world().key(await world().organization(), { expiresAt });
  const alter = (key: TestKey, change: string) =>
    world().rows(`UPDATE "api_key" SET ${change} WHERE "id" = $1`, [key.id]);
  const LIVE = { disabledAt: null, deletedAt: null, endReason: null, version: 1 };
  const ENDED = { disabledAt: NOW, deletedAt: null, endReason: 'COMPROMISED', version: 2 };
  const ANSWER = [200, null, undefined];

  it.each([
    ['current', async (key: TestKey) => key],
    ['pending', (key: TestKey) => otherSecret(world(), key, 'PENDING')],
    ['retiring', (key: TestKey) => otherSecret(world(), key, 'RETIRING', NOW + 1)],
  ])('ends the key as compromised where the secret is %s, and its other secret with it', async (_state, secretOf) => {
    const key = await newKey();
    const held = await secretOf(key);
    expect(await revoke(held)).toEqual(ANSWER);
    expect(await stateOf(key)).toMatchObject(ENDED);
    expect(await eventsOf(world(), key, 'api_key.disabled')).toEqual([
      { actorKind: 'API_KEY', outcome: 'SUCCESS', address: '127.0.0.1', changes: { endReason: 'COMPROMISED' } },
    ]);
    for (const each of [key, held]) expect((await world().as(each).run('{ viewer { name } }')).status).toBe(401);
  });

  it.each([
    ['retired', (key: TestKey) => replaceSecret(world(), key).then(() => key)],
    ['retiring until just now', (key: TestKey) => otherSecret(world(), key, 'RETIRING', NOW)],
    ['cancelled', (key: TestKey) => cancelledSecret(world(), key)],
  ])('answers the same, ends nothing, and counts a reuse where the secret is %s', async (_state, secretOf) => {
    const key = await newKey();
    expect(await revoke(await secretOf(key))).toEqual(ANSWER);
    expect(await stateOf(key)).toMatchObject(LIVE);
    await settleReuses(world());
    expect(await stateOf(key)).toMatchObject(LIVE);
    expect(await eventsOf(world(), key, 'api_key.secret_reused')).toHaveLength(1);
    expect(await eventsOf(world(), key, 'api_key.disabled')).toEqual([]);
  });

  it('makes a key compromised that was disabled for another reason, at the instant that it was', async () => {
    const key = await newKey();
    await alter(key, `"disabledAt" = 7, "endReason" = 'UNUSED', "endNote" = 'quiet'`);
    expect(await revoke(key)).toEqual(ANSWER);
    expect(await stateOf(key)).toMatchObject({ ...ENDED, disabledAt: 7 });
    expect(await revoke(key)).toEqual(ANSWER);
    expect(await stateOf(key)).toMatchObject({ ...ENDED, disabledAt: 7 });
    expect(await eventsOf(world(), key, 'api_key.disabled')).toHaveLength(1);
  });

  it('ends a key that its policy blocks: it could come back', async () => {
    const key = await newKey();
    await alter(key, '"blockedFrom" = 7');
    expect(await revoke(key)).toEqual(ANSWER);
    expect(await stateOf(key)).toMatchObject(ENDED);
  });

  it('answers the same for a deleted key, which is never restored then, and counts a reuse', async () => {
    const key = await newKey();
    await alter(key, '"deletedAt" = 7');
    for (const _twice of [1, 2]) expect(await revoke(key)).toEqual(ANSWER);
    expect(await stateOf(key)).toMatchObject({ ...ENDED, deletedAt: 7 });
    await settleReuses(world());
    expect(await eventsOf(world(), key, 'api_key.secret_reused')).toHaveLength(1);
    expect(await eventsOf(world(), key, 'api_key.disabled')).toHaveLength(1);
  });

  it('answers the same for an expired key, which never comes back, and for a wrong secret', async () => {
    const [key, other] = [await newKey(NOW + 1), await newKey()];
    world().now = NOW + 1;
    expect(await revoke(key)).toEqual(ANSWER);
    expect(await stateOf(key)).toMatchObject(LIVE);
    expect(await revoke({ ...other, value: `${other.user}:${key.pass}` })).toEqual(ANSWER);
    expect(await stateOf(other)).toMatchObject(LIVE);
  });

  it('is no use of the key: the secret that waits for its first use still does', async () => {
    const key = await newKey();
    await alter(key, '"disabledAt" = 7');
    await revoke(await otherSecret(world(), key, 'PENDING'));
    await world().app.services.keyUse.flush();
    await world().app.services.secretTraces.flush();
    expect(await stateOf(key)).toMatchObject({ otherState: 'PENDING' });
    const sql = 'SELECT "lastUsedAt" FROM "api_key" WHERE "id" = $1';
    expect(await world().rows(sql, [key.id])).toEqual([{ lastUsedAt: null }]);
    expect(await world().rows('SELECT * FROM "api_key_network" WHERE "apiKeyId" = $1', [key.id])).toEqual([]);
  });

  it('ends a key once, though twenty ask two servers at the same time', async () => {
    const key = await newKey();
    const urls = [world().url, (await world().secondServer()).url];
    const asked = Array.from({ length: 20 }, (_none, index) =>
      postForm(urls[index % 2] ?? '', '/oauth/revoke', null, { token: key.value }),
    );
    expect(new Set((await Promise.all(asked)).map(({ status }) => status))).toEqual(new Set([200]));
    expect(await stateOf(key)).toMatchObject(ENDED);
    expect(await eventsOf(world(), key, 'api_key.disabled')).toHaveLength(1);
  });

  it('ends nothing where the secret was replaced while it was looked at', async () => {
    const key = await newKey();
    const { authenticator, keyPossession } = world().app.services;
    const holder = await authenticator.holderOf(key, { address: '127.0.0.1', requestId: 'test' });
    await replaceSecret(world(), key);
    await keyPossession.endKey(holder);
    expect(await stateOf(key)).toMatchObject(LIVE);
  });
});
