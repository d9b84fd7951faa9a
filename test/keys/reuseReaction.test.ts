import { describeOnEachEngine } from '../support/engines';
import { setPolicy } from '../support/keyPolicies';
import { cancelledSecret, replaceSecret } from '../support/keySecrets';
import { postForm } from '../support/oauth';
import { askFrom, eventsOf, settleReuses } from '../support/reuses';
import { runJob } from '../support/runJob';
import { NOW, sharedWorld, type TestKey, type World } from '../support/world';

const KNOWN = '192.0.2.1';
const STRANGE = '198.51.100.7';
const IN_USE = { firstUsedAt: NOW };
const UNTOUCHED = { disabledAt: null, endReason: null, version: 1 };

describeOnEachEngine('the policy that disables a key whose ended secret came', (engine) => {
  const world = sharedWorld(engine, { TRUST_PROXY: '127.0.0.1' });
  let second: World;
  beforeAll(async () => {
    second = await world().secondServer();
  });
  beforeEach(() => {
    second.now = NOW;
  });

  const stateOf = async ({ id }: TestKey) => {
    const sql = 'SELECT "disabledAt", "endReason", "version" FROM "api_key" WHERE "id" = $1';
    return { ...(await world().rows<object>(sql, [id]))[0] };
  };
  const underPolicy = async (reaction: 'ALERT' | 'DISABLE' | null) => {
    const acme = await world().organization();
    if (reaction) await setPolicy(world(), acme, { onSecretReuse: reaction });
    return { acme, key: await world().key(acme) };
  };

  it('does so within seconds, as compromised, by itself, where the network is strange and a newer secret is used', async () => {
    const { key } = await underPolicy('DISABLE');
    const next = await replaceSecret(world(), key, IN_USE);
    await askFrom(world(), STRANGE, key);
    await settleReuses(world());
    expect(await stateOf(key)).toEqual({ disabledAt: NOW + 5_000, endReason: 'COMPROMISED', version: 2 });
    expect(await askFrom(world(), KNOWN, next)).toBe(401);
    expect(await eventsOf(world(), key, 'api_key.disabled')).toEqual([
      { actorKind: 'SYSTEM', outcome: 'SUCCESS', address: 'server', changes: { endReason: 'COMPROMISED' } },
    ]);
    await askFrom(world(), STRANGE, key);
    await settleReuses(world());
    expect(await stateOf(key)).toMatchObject({ disabledAt: NOW + 5_000, version: 2 });
    expect(await eventsOf(world(), key, 'api_key.disabled')).toHaveLength(1);
  });

  it('does so for a secret that was taken back, once a newer one is used', async () => {
    const { key } = await underPolicy('DISABLE');
    const cancelled = await cancelledSecret(world(), key);
    await askFrom(world(), STRANGE, cancelled);
    await settleReuses(world());
    expect(await stateOf(key)).toEqual(UNTOUCHED);
    const third = `INSERT INTO "api_key_secret" ("apiKeyId", "number", "passDigest", "pepperVersion", "createdAt", "firstUsedAt")
      VALUES ($1, 3, 'third', 'none', $2, $2)`;
    await world().rows(third, [key.id, NOW]);
    await askFrom(world(), STRANGE, cancelled);
    await settleReuses(world());
    expect(await stateOf(key)).toMatchObject({ endReason: 'COMPROMISED' });
  });

  it.each([
    ['ALERT', 'ALERT' as const],
    ['none at all', null],
  ])('does nothing of the kind where it is %s', async (_which, reaction) => {
    const { key } = await underPolicy(reaction);
    await replaceSecret(world(), key, IN_USE);
    await askFrom(world(), STRANGE, key);
    await settleReuses(world());
    expect(await stateOf(key)).toEqual(UNTOUCHED);
    expect(await eventsOf(world(), key, 'api_key.secret_reused')).toHaveLength(1);
  });

  it('spares a key whose newer secret nobody has used', async () => {
    const { key } = await underPolicy('DISABLE');
    await replaceSecret(world(), key);
    await askFrom(world(), STRANGE, key);
    await settleReuses(world());
    expect(await stateOf(key)).toEqual(UNTOUCHED);
  });

  it('spares a key whose secret was used from that network while it lived, in whichever process', async () => {
    const { key } = await underPolicy('DISABLE');
    expect(await askFrom(second, KNOWN, key)).toBe(200);
    await replaceSecret(world(), key, IN_USE);
    await askFrom(world(), KNOWN, key);
    await runJob(world(), 'recognise-ended-secrets');
    await runJob(second, 'write-key-networks');
    await settleReuses(world());
    expect(await stateOf(key)).toEqual(UNTOUCHED);
  });

  it('spares a key of which it is not known from where all it was used', async () => {
    const { key } = await underPolicy('DISABLE');
    const unknown = `INSERT INTO "api_key_network" ("apiKeyId", "secretNumber", "network", "firstSeenAt", "reuseCount")
      VALUES ($1, 1, 'several', $2, 0)`;
    await world().rows(unknown, [key.id, NOW]);
    await replaceSecret(world(), key, IN_USE);
    await askFrom(world(), STRANGE, key);
    await settleReuses(world());
    expect(await stateOf(key)).toEqual(UNTOUCHED);
  });

  it('spares a key whose ended secret came to /oauth/revoke alone', async () => {
    const { key } = await underPolicy('DISABLE');
    await replaceSecret(world(), key, IN_USE);
    const sender = { 'x-forwarded-for': STRANGE };
    expect((await postForm(world().url, '/oauth/revoke', sender, { token: key.value })).status).toBe(200);
    await settleReuses(world());
    expect(await stateOf(key)).toEqual(UNTOUCHED);
    expect(await eventsOf(world(), key, 'api_key.secret_reused')).toHaveLength(1);
    await askFrom(world(), STRANGE, key);
    await settleReuses(world());
    expect(await stateOf(key)).toMatchObject({ endReason: 'COMPROMISED' });
  });

  it('leaves a key as it is that is deleted or disabled already', async () => {
    const { key } = await underPolicy('DISABLE');
    await replaceSecret(world(), key, IN_USE);
    const disable = `UPDATE "api_key" SET "disabledAt" = 7, "endReason" = 'UNUSED' WHERE "id" = $1`;
    await world().rows(disable, [key.id]);
    await askFrom(world(), STRANGE, key);
    await settleReuses(world());
    expect(await stateOf(key)).toEqual({ disabledAt: 7, endReason: 'UNUSED', version: 1 });
  });

  it('leaves a key as it is that has expired: it works no more, and never returns', async () => {
    const { key } = await underPolicy('DISABLE');
    await replaceSecret(world(), key, IN_USE);
    await world().rows('UPDATE "api_key" SET "expiresAt" = $1 WHERE "id" = $2', [NOW + 5_000, key.id]);
    await askFrom(world(), STRANGE, key);
    await settleReuses(world());
    expect(await stateOf(key)).toEqual({ disabledAt: null, endReason: null, version: 1 });
  });

  it('does so once, though twenty came to two servers', async () => {
    const { key } = await underPolicy('DISABLE');
    await replaceSecret(world(), key, IN_USE);
    const both = [world(), second];
    for (const server of both) {
      await Promise.all(Array.from({ length: 20 }, (_none, index) => askFrom(server, `198.51.100.${index}`, key)));
    }
    await Promise.all(both.map((server) => settleReuses(server)));
    expect(await stateOf(key)).toMatchObject({ endReason: 'COMPROMISED', version: 2 });
    expect(await eventsOf(world(), key, 'api_key.disabled')).toHaveLength(1);
    expect(await eventsOf(world(), key, 'api_key.secret_reused')).toHaveLength(20);
  });
});
