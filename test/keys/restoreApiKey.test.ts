import { DAY_MS } from '../../src/clock';
import { createApiKey, deleteApiKey } from '../support/apiKeyMutations';
import {
  disableApiKey,
  endApiKey,
  eventsOfKey,
  LIVE,
  notEnded,
  payloadOf,
  restoreApiKey,
} from '../support/endMutations';
import { describeOnEachEngine } from '../support/engines';
import { rotateApiKey, secretsOf, statesOf, statusesOf } from '../support/rotations';
import { type KeyWishes, NOW, sharedWorld } from '../support/world';

const MANAGE = 'workspace.admin.api_key:manage';
const READ = 'workspace.process:read';
const NAMELESS_ID = '0123456789abcdef0123456789abcdef';
const VIEWER = '{ viewer { name } }';
const THIRTY_DAYS = 30 * DAY_MS;

describeOnEachEngine('restoreApiKey', (engine) => {
  const world = sharedWorld(engine, { MAX_KEYS_PER_ORGANIZATION: '9' });

  /** A deleted key, and the organization that it belongs to. */
  async function deletedKey(reason = 'SUPERSEDED', wishes: KeyWishes = {}) {
    const acme = await world().organization();
    const key = await world().key(acme, wishes);
    await endApiKey(world().as(acme.key), { id: key.id, reason, note: 'Old.' });
    const restore = async () => payloadOf(await restoreApiKey(world().as(acme.key), { id: key.id }));
    return { acme, key, restore };
  }

  it('within 30 days has a deleted key work as before', async () => {
    const { acme, key } = await deletedKey();
    world().now = NOW + THIRTY_DAYS - 1;
    const { body } = await restoreApiKey(world().as(acme.key), { id: key.id });
    const payload = { apiKey: { ...LIVE, version: 3 }, affectedCount: 1, userErrors: [] };
    expect(body).toEqual({ data: { restoreApiKey: payload } });
    expect((await world().as(key).run(VIEWER)).body).toEqual({ data: { viewer: { name: 'Key' } } });
    expect((await eventsOfKey(world(), key.id)).slice(1)).toEqual([
      ['api_key.restored', [{ field: 'endReason', before: 'SUPERSEDED', after: null }]],
    ]);
  });

  it.each([
    ['after 30 days', 'UNUSED', NOW + THIRTY_DAYS, {}],
    ['once it has expired', 'UNUSED', NOW + DAY_MS, { expiresAt: NOW + DAY_MS }],
    ['that was compromised', 'COMPROMISED', NOW, {}],
  ])('of a key %s is NOT_ACTIVE', async (_which, reason, now, wishes) => {
    const { key, restore } = await deletedKey(reason, wishes);
    world().now = now;
    expect(await restore()).toEqual(notEnded('NOT_ACTIVE', 'input', 'id'));
    expect((await world().as(key).run(VIEWER)).status).toBe(401);
  });

  it('of a key that was compromised before is NOT_ACTIVE, whatever was said when it was deleted', async () => {
    const acme = await world().organization();
    const { id } = await world().key(acme);
    await disableApiKey(world().as(acme.key), { id, reason: 'COMPROMISED' });
    const { apiKey } = payloadOf(await endApiKey(world().as(acme.key), { id, reason: 'UNUSED' }));
    expect(apiKey.endReason).toBe('COMPROMISED');
    const answer = await restoreApiKey(world().as(acme.key), { id });
    expect(payloadOf(answer)).toEqual(notEnded('NOT_ACTIVE', 'input', 'id'));
  });

  it('of a key that an earlier version disabled and deleted is NOT_ACTIVE: its value was known to others', async () => {
    const acme = await world().organization();
    const { id } = await world().key(acme);
    const ended = 'UPDATE "api_key" SET "disabledAt" = $1, "deletedAt" = $1 WHERE "id" = $2';
    await world().rows(ended, [world().now, id]);
    const answer = await restoreApiKey(world().as(acme.key), { id });
    expect(payloadOf(answer)).toEqual(notEnded('NOT_ACTIVE', 'input', 'id'));
  });

  it('of a key whose process is gone is NOT_ACTIVE, whichever went first', async () => {
    const acme = await world().organization();
    const process = await world().process(acme);
    const [before, withIt] = [
      await world().key(acme, { processId: process.id }),
      await world().key(acme, { processId: process.id }),
    ];
    await endApiKey(world().as(acme.key), { id: before.id });
    await world()
      .as(acme.key)
      .run('mutation ($id: ID!) { deleteProcess(input: { id: $id }) { deletedProcessId } }', { id: process.id });
    for (const { id } of [before, withIt]) {
      const answer = await restoreApiKey(world().as(acme.key), { id });
      expect(payloadOf(answer)).toEqual(notEnded('NOT_ACTIVE', 'input', 'id'));
    }
  });

  it('leaves a key disabled that was disabled before it was deleted', async () => {
    const acme = await world().organization();
    const { id } = await world().key(acme);
    await disableApiKey(world().as(acme.key), { id, reason: 'UNUSED' });
    await endApiKey(world().as(acme.key), { id });
    const { apiKey } = payloadOf(await restoreApiKey(world().as(acme.key), { id }));
    const disabledAt = '2026-11-23T12:00:00.000Z';
    expect(apiKey).toEqual({ ...LIVE, status: 'DISABLED', version: 4, disabledAt, endReason: 'UNUSED' });
  });

  it('leaves the secret alone that was current: a pending one is cancelled, with the end that came with it', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { expiresAt: NOW + DAY_MS });
    const pending = await rotateApiKey(world().as(acme.key), key, { expiresAt: '2026-12-01T00:00:00Z' });
    await endApiKey(world().as(acme.key), { id: key.id });
    world().now = NOW + DAY_MS - 1;
    expect(payloadOf(await restoreApiKey(world().as(acme.key), { id: key.id })).apiKey.status).toBe('ACTIVE');
    expect(await statusesOf(world(), key, pending.key)).toEqual([200, 401]);
    expect(await statesOf(world(), acme.key, key)).toEqual(['2 CANCELLED', '1 CURRENT']);
    const ends = ['2026-11-23T12:00:00.000Z', '2026-11-24T12:00:00.000Z'];
    expect(await secretsOf(world(), acme.key, key, 'worksUntil')).toEqual(ends);
  });

  it('leaves the secret alone that was current: a retiring one is retired since the key was deleted', async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    const current = await rotateApiKey(world().as(acme.key), key, { startsAt: 'NOW' });
    await endApiKey(world().as(acme.key), { id: key.id });
    world().now += 1;
    await restoreApiKey(world().as(acme.key), { id: key.id });
    expect(await statusesOf(world(), key, current.key)).toEqual([401, 200]);
    expect(await statesOf(world(), acme.key, key)).toEqual(['2 CURRENT', '1 RETIRED']);
    const ends = ['2027-02-21T12:00:00.000Z', '2026-11-23T12:00:00.000Z'];
    expect(await secretsOf(world(), acme.key, key, 'worksUntil')).toEqual(ends);
  });

  it('of a key whose current secret would have ended is NOT_ACTIVE, whatever end came with the pending one', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { expiresAt: NOW + DAY_MS });
    await rotateApiKey(world().as(acme.key), key, { expiresAt: '2026-12-01T00:00:00Z' });
    await endApiKey(world().as(acme.key), { id: key.id });
    world().now = NOW + DAY_MS;
    const answer = await restoreApiKey(world().as(acme.key), { id: key.id });
    expect(payloadOf(answer)).toEqual(notEnded('NOT_ACTIVE', 'input', 'id'));
  });

  it('of a key that has expired under the end that came with the pending secret is NOT_ACTIVE', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { expiresAt: NOW + 9 * DAY_MS });
    await rotateApiKey(world().as(acme.key), key, { expiresAt: '2026-11-24T12:00:00Z' });
    await endApiKey(world().as(acme.key), { id: key.id });
    world().now = NOW + DAY_MS;
    const answer = await restoreApiKey(world().as(acme.key), { id: key.id });
    expect(payloadOf(answer)).toEqual(notEnded('NOT_ACTIVE', 'input', 'id'));
    expect(await statusesOf(world(), key)).toEqual([401]);
  });

  it('counts a pending secret as current that was used before the key was deleted, however shortly', async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    const used = await rotateApiKey(world().as(acme.key), key);
    expect(await statusesOf(world(), used.key)).toEqual([200]);
    await endApiKey(world().as(acme.key), { id: key.id });
    await restoreApiKey(world().as(acme.key), { id: key.id });
    expect(await statusesOf(world(), key, used.key)).toEqual([401, 200]);
  });

  it('of a key that lives is a success without an event or a new version', async () => {
    const acme = await world().organization();
    const { id } = await world().key(acme);
    const answer = payloadOf(await restoreApiKey(world().as(acme.key), { id }));
    expect(answer).toEqual({ apiKey: LIVE, affectedCount: 0, userErrors: [] });
    expect(await eventsOfKey(world(), id)).toEqual([]);
  });

  it('of an unknown key, or one out of reach, is NOT_FOUND', async () => {
    const { acme } = await deletedKey();
    const other = await deletedKey();
    const manager = await world().key(acme, { scopes: ['workspace.process.api_key:manage'] });
    const refused = notEnded('NOT_FOUND', 'input', 'id');
    for (const id of [NAMELESS_ID, '', other.key.id]) {
      expect(payloadOf(await restoreApiKey(world().as(acme.key), { id }))).toEqual(refused);
    }
    expect(payloadOf(await restoreApiKey(world().as(manager), { id: acme.key.id }))).toEqual(refused);
  });

  it('gives nothing back that the caller lacks: scopes and end lie within its own', async () => {
    const { acme, key } = await deletedKey('UNUSED', { scopes: [READ], expiresAt: NOW + 2 * DAY_MS });
    const codes = async (wishes: KeyWishes) => {
      const caller = await world().key(acme, wishes);
      return payloadOf(await restoreApiKey(world().as(caller), { id: key.id })).userErrors;
    };
    expect(await codes({ scopes: [MANAGE] })).toEqual([{ code: 'SCOPE_NOT_GRANTABLE', path: ['input', 'id'] }]);
    expect(await codes({ scopes: [MANAGE, READ], expiresAt: NOW + DAY_MS })).toEqual([
      { code: 'EXPIRES_TOO_LATE', path: ['input', 'id'] },
    ]);
    expect((await world().as(key).run(VIEWER)).status).toBe(401);
    expect(await codes({ scopes: [MANAGE, READ], expiresAt: NOW + 2 * DAY_MS })).toEqual([]);
  });

  it('takes a place among the keys of the organization: without one it is LIMIT_REACHED', async () => {
    const { acme, restore } = await deletedKey();
    const input = { name: 'More', scopes: [READ], expiresAt: '2026-12-01T00:00:00Z' };
    const made: string[] = [];
    for (let count = 2; count <= 9; count += 1) {
      made.push((await createApiKey(world().as(acme.key), input)).body.data.createApiKey.apiKey.id);
    }
    expect(await restore()).toEqual(notEnded('LIMIT_REACHED', 'input'));
    await deleteApiKey(world().as(acme.key), made[0] ?? '');
    expect((await restore()).userErrors).toEqual([]);
  });

  it('is refused to who manages no keys', async () => {
    const { acme, key } = await deletedKey();
    const reader = await world().key(acme, { scopes: [READ] });
    const { body } = await restoreApiKey(world().as(reader), { id: key.id });
    expect([body.data, body.errors[0].extensions.code]).toEqual([{ restoreApiKey: null }, 'FORBIDDEN']);
  });
});
