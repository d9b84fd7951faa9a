import { DAY_MS } from '../../src/clock';
import { deleteApiKey } from '../support/apiKeyMutations';
import { disableApiKey, enableApiKey, eventsOfKey, LIVE, notEnded, payloadOf } from '../support/endMutations';
import { describeOnEachEngine } from '../support/engines';
import { tokenOf, withToken } from '../support/oauth';
import { rotateApiKey, statesOf, statusesOf } from '../support/rotations';
import { type KeyWishes, NOW, sharedWorld } from '../support/world';

const MANAGE = 'workspace.admin.api_key:manage';
const READ = 'workspace.process:read';
const NAMELESS_ID = '0123456789abcdef0123456789abcdef';
const VIEWER = '{ viewer { name } }';

describeOnEachEngine('enableApiKey', (engine) => {
  const world = sharedWorld(engine);

  /** A disabled key, and the organization that it belongs to. */
  async function disabledKey(reason = 'UNUSED', wishes: KeyWishes = {}) {
    const acme = await world().organization();
    const key = await world().key(acme, wishes);
    const token = await tokenOf(world().url, key);
    await disableApiKey(world().as(acme.key), { id: key.id, reason, note: 'Old.' });
    return {
      acme,
      key,
      token,
      enable: (input: object = {}) => enableApiKey(world().as(acme.key), { id: key.id, ...input }),
    };
  }

  it('has a key work again with the secret that it had, and forgets why it did not', async () => {
    const { key, token, enable } = await disabledKey();
    world().now += 1;
    const { body } = await enable();
    const payload = { apiKey: { ...LIVE, version: 3 }, affectedCount: 1, userErrors: [], secret: null };
    expect(body).toEqual({ data: { enableApiKey: payload } });
    expect((await world().as(key).run(VIEWER)).status).toBe(200);
    expect((await withToken(world().url, token).run(VIEWER)).status).toBe(200);
    expect((await eventsOfKey(world(), key.id)).slice(1)).toEqual([
      ['api_key.enabled', [{ field: 'endReason', before: 'UNUSED', after: null }]],
    ]);
  });

  it('with replaceSecret counts as one of a thousand secrets that its caller gives it in a day: LIMIT_REACHED', async () => {
    const { acme, key, enable } = await disabledKey();
    await enable({ replaceSecret: true });
    await disableApiKey(world().as(acme.key), { id: key.id });
    await world().rows('UPDATE "throttle" SET "count" = 1000', []);
    expect(payloadOf(await enable({ replaceSecret: true }))).toMatchObject(notEnded('LIMIT_REACHED', 'input', 'id'));
    expect(payloadOf(await enable()).userErrors).toEqual([]);
  });

  it('with replaceSecret gives it a new secret, shown once, and ends the others with their tokens', async () => {
    const { acme, key, token, enable } = await disabledKey();
    world().now += 1;
    const { secret, apiKey } = payloadOf(await enable({ replaceSecret: true }));
    expect(apiKey).toEqual({ ...LIVE, version: 3 });
    expect(secret).toEqual({
      value: `${key.user}:${secret.pass}`,
      user: key.user,
      pass: expect.stringMatching(/^lks_/),
      number: 2,
      expiresAt: '2027-02-21T12:00:00.000Z',
    });
    expect((await world().as(secret.value).run(VIEWER)).status).toBe(200);
    expect((await world().as(key).run(VIEWER)).status).toBe(401);
    expect((await withToken(world().url, token).run(VIEWER)).status).toBe(401);
    expect(await statesOf(world(), acme.key, key)).toEqual(['2 CURRENT', '1 RETIRED']);
    expect((await eventsOfKey(world(), key.id)).slice(1)).toEqual([
      [
        'api_key.enabled',
        [
          { field: 'endReason', before: 'UNUSED', after: null },
          { field: 'secretNumber', before: '1', after: '2' },
        ],
      ],
      ['api_key.rotation_finished', [{ field: 'secretNumber', before: '1', after: null }]],
    ]);
  });

  it.each([
    ['pending', {}, ['3 CURRENT', '2 CANCELLED', '1 RETIRED']],
    ['retiring', { startsAt: 'NOW' }, ['3 CURRENT', '2 RETIRED', '1 RETIRED']],
  ])('with replaceSecret ends a rotation whose secret is %s', async (_state, input, states) => {
    const acme = await world().organization();
    const key = await world().key(acme);
    const rotated = await rotateApiKey(world().as(acme.key), key, input);
    await disableApiKey(world().as(acme.key), { id: key.id });
    world().now += 1;
    const { secret } = payloadOf(await enableApiKey(world().as(acme.key), { id: key.id, replaceSecret: true }));
    expect(await statusesOf(world(), key, rotated.key, { ...key, ...secret })).toEqual([401, 401, 200]);
    expect(await statesOf(world(), acme.key, key)).toEqual(states);
  });

  it('without replaceSecret leaves a rotation under way', async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    const { key: pending } = await rotateApiKey(world().as(acme.key), key);
    await disableApiKey(world().as(acme.key), { id: key.id });
    expect(await statusesOf(world(), key, pending)).toEqual([401, 401]);
    await enableApiKey(world().as(acme.key), { id: key.id });
    expect(await statesOf(world(), acme.key, key)).toEqual(['2 PENDING', '1 CURRENT']);
    expect(await statusesOf(world(), key, pending)).toEqual([200, 200]);
  });

  it('of a compromised key takes replaceSecret, which clears that', async () => {
    const { key, acme, enable } = await disabledKey('COMPROMISED');
    expect(payloadOf(await enable())).toEqual({ ...notEnded('NOT_ACTIVE', 'input', 'id'), secret: null });
    expect((await world().as(key).run(VIEWER)).status).toBe(401);
    const { secret } = payloadOf(await enable({ replaceSecret: true }));
    await disableApiKey(world().as(acme.key), { id: key.id, reason: 'UNUSED' });
    expect(payloadOf(await enable()).apiKey).toEqual({ ...LIVE, version: 5 });
    expect((await world().as(secret.value).run(VIEWER)).status).toBe(200);
  });

  it('of a key that an earlier version disabled takes replaceSecret: it did so for whoever held the value', async () => {
    const { acme, key, enable } = await disabledKey();
    await world().rows('UPDATE "api_key" SET "endReason" = NULL, "endNote" = NULL WHERE "id" = $1', [key.id]);
    expect(payloadOf(await enable())).toEqual({ ...notEnded('NOT_ACTIVE', 'input', 'id'), secret: null });
    const { apiKey } = payloadOf(await disableApiKey(world().as(acme.key), { id: key.id, reason: 'UNUSED' }));
    expect(apiKey.endReason).toBe('COMPROMISED');
    expect(payloadOf(await enable()).userErrors).toEqual([{ code: 'NOT_ACTIVE', path: ['input', 'id'] }]);
    expect(payloadOf(await enable({ replaceSecret: true })).apiKey.status).toBe('ACTIVE');
    expect((await world().as(key).run(VIEWER)).status).toBe(401);
  });

  it.each([[{}], [{ replaceSecret: true }]])(
    'of an enabled key is a success without an event, a new version or a secret: %j',
    async (input) => {
      const acme = await world().organization();
      const key = await world().key(acme);
      const answer = payloadOf(await enableApiKey(world().as(acme.key), { id: key.id, ...input }));
      expect(answer).toEqual({ apiKey: LIVE, affectedCount: 0, userErrors: [], secret: null });
      expect(await eventsOfKey(world(), key.id)).toEqual([]);
      expect((await world().as(key).run(VIEWER)).status).toBe(200);
    },
  );

  it('of a deleted or unknown key, or one out of reach, is NOT_FOUND', async () => {
    const { acme, key } = await disabledKey();
    const other = await world().organization('Other');
    await deleteApiKey(world().as(acme.key), key.id);
    const refused = { ...notEnded('NOT_FOUND', 'input', 'id'), secret: null };
    for (const id of [key.id, NAMELESS_ID, '', other.key.id]) {
      expect(payloadOf(await enableApiKey(world().as(acme.key), { id }))).toEqual(refused);
    }
  });

  it('of an expired key is NOT_ACTIVE', async () => {
    const { enable } = await disabledKey('UNUSED', { expiresAt: NOW + DAY_MS });
    world().now = NOW + DAY_MS;
    for (const replaceSecret of [false, true]) {
      expect(payloadOf(await enable({ replaceSecret })).userErrors).toEqual([
        { code: 'NOT_ACTIVE', path: ['input', 'id'] },
      ]);
    }
  });

  it('of a key that has expired under the end that came with the pending secret is NOT_ACTIVE', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { expiresAt: NOW + 9 * DAY_MS });
    await rotateApiKey(world().as(acme.key), key, { expiresAt: '2026-11-24T12:00:00Z' });
    await disableApiKey(world().as(acme.key), { id: key.id });
    world().now = NOW + DAY_MS;
    const answer = await enableApiKey(world().as(acme.key), { id: key.id, replaceSecret: true });
    expect(payloadOf(answer)).toEqual({ ...notEnded('NOT_ACTIVE', 'input', 'id'), secret: null });
  });

  it('gives nothing back that the caller lacks: scopes and end lie within its own', async () => {
    const { acme, key } = await disabledKey('UNUSED', { scopes: [READ], expiresAt: NOW + 2 * DAY_MS });
    const codes = async (wishes: KeyWishes) => {
      const caller = await world().key(acme, wishes);
      return payloadOf(await enableApiKey(world().as(caller), { id: key.id, replaceSecret: true })).userErrors;
    };
    const lacking = { code: 'SCOPE_NOT_GRANTABLE', path: ['input', 'id'] };
    const late = { code: 'EXPIRES_TOO_LATE', path: ['input', 'id'] };
    expect(await codes({ scopes: [MANAGE] })).toEqual([lacking]);
    expect(await codes({ scopes: [MANAGE, READ], expiresAt: NOW + DAY_MS })).toEqual([late]);
    expect(await codes({ scopes: [MANAGE], expiresAt: NOW + DAY_MS })).toEqual([lacking, late]);
    expect((await world().as(key).run(VIEWER)).status).toBe(401);
    expect(await codes({ scopes: [MANAGE, READ], expiresAt: NOW + 2 * DAY_MS })).toEqual([]);
  });

  it('is refused to who manages no keys', async () => {
    const { acme, key } = await disabledKey();
    const reader = await world().key(acme, { scopes: [READ] });
    const { body } = await enableApiKey(world().as(reader), { id: key.id });
    expect([body.data, body.errors[0].extensions.code]).toEqual([{ enableApiKey: null }, 'FORBIDDEN']);
  });
});
