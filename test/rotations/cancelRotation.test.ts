import { DAY_MS } from '../../src/clock';
import { updateApiKey } from '../support/apiKeyMutations';
import { auditRows } from '../support/auditRows';
import { describeOnEachEngine } from '../support/engines';
import { cancelRotation, faultsOf, rotateApiKey, secretsOf, statesOf, statusesOf, use } from '../support/rotations';
import { NOW, sharedWorld, type TestKey, type TestOrganization } from '../support/world';

const MANAGE = 'workspace.admin.api_key:manage';
const ROTATE_SELF = 'workspace.api_key:rotate_self';

describeOnEachEngine('cancelRotation', (engine) => {
  const world = sharedWorld(engine);

  const withKey = async (wishes: object = {}) => {
    const acme = await world().organization();
    return { acme, key: await world().key(acme, wishes) };
  };

  async function endOf(acme: TestOrganization, key: TestKey): Promise<string> {
    return (await world().as(acme.key).run(`{ apiKey(id: "${key.id}") { expiresAt } }`)).body.data.apiKey.expiresAt;
  }

  it('ends a pending secret unused, and the current one goes on', async () => {
    const { acme, key } = await withKey();
    const { key: next } = await rotateApiKey(world().as(acme.key), key);
    expect(await cancelRotation(world().as(acme.key), key)).toEqual([]);
    expect(await statusesOf(world(), key, next)).toEqual([200, 401]);
    expect(await statesOf(world(), acme.key, key)).toEqual(['2 CANCELLED', '1 CURRENT']);
    expect(await auditRows(world(), acme, 'api_key.rotation_cancelled')).toMatchObject([{ targetId: key.id }]);
    world().now += 120_000;
    await use(world(), key);
    expect(await secretsOf(world(), acme.key, key, 'lastUsedAt')).toEqual([null, '2026-11-23T12:02:00.000Z']);
    const { payload } = await rotateApiKey(world().as(acme.key), key);
    expect(payload.secret.number).toBe(3); // No number is given twice: a token of the second stays dead.
  });

  it('gives the key its former end back, a later one as an earlier one, and its age', async () => {
    const { acme, key } = await withKey({ expiresAt: NOW + 2 * DAY_MS });
    await rotateApiKey(world().as(acme.key), key, { expiresAt: '2026-12-24T12:00:00.000Z' });
    await cancelRotation(world().as(acme.key), key);
    expect(await endOf(acme, key)).toBe('2026-11-25T12:00:00.000Z');
    await rotateApiKey(world().as(acme.key), key, { expiresAt: '2026-11-24T12:00:00.000Z' });
    await cancelRotation(world().as(acme.key), key);
    expect(await endOf(acme, key)).toBe('2026-11-25T12:00:00.000Z');
    expect((await secretsOf(world(), acme.key, key, 'worksUntil')).at(-1)).toBe('2026-11-25T12:00:00.000Z');
    const aged = 'SELECT "newestSecretAt", "secretUntil" FROM "api_key" WHERE "id" = $1';
    expect(await world().rows(aged, [key.id])).toEqual([{ newestSecretAt: null, secretUntil: null }]);
  });

  it('gives no end back from which the key was brought forward meanwhile', async () => {
    const { acme, key } = await withKey({ expiresAt: NOW + 9 * DAY_MS });
    await rotateApiKey(world().as(acme.key), key, { expiresAt: '2026-12-24T12:00:00.000Z' });
    await updateApiKey(world().as(acme.key), { id: key.id, name: 'Other', expiresAt: '2026-11-24T12:00:00.000Z' });
    await cancelRotation(world().as(acme.key), key);
    expect(await endOf(acme, key)).toBe('2026-11-24T12:00:00.000Z');
  });

  it('gives no end back that the caller does not reach, but to the key itself', async () => {
    const { acme, key } = await withKey({ scopes: [ROTATE_SELF] });
    const manager = await world().key(acme, { scopes: [MANAGE], expiresAt: NOW + 2 * DAY_MS });
    await rotateApiKey(world().as(acme.key), key, { expiresAt: '2026-11-24T12:00:00.000Z' });
    expect(await cancelRotation(world().as(manager), key)).toEqual(['EXPIRES_TOO_LATE input.id']);
    expect(await cancelRotation(world().as(key), key)).toEqual([]);
    expect(await endOf(acme, key)).toBe('2027-02-21T12:00:00.000Z');
    await rotateApiKey(world().as(acme.key), key); // Its end stays: nothing is given back.
    expect(await cancelRotation(world().as(manager), key)).toEqual([]);
  });

  it('is NOT_ACTIVE where no secret is pending: none was made, or it was used', async () => {
    const { acme, key } = await withKey();
    expect(await cancelRotation(world().as(acme.key), key)).toEqual(['NOT_ACTIVE input.id']);
    const { key: next } = await rotateApiKey(world().as(acme.key), key);
    await world().as(next).run('{ viewer { name } }'); // Not written down yet, and known all the same.
    expect(await cancelRotation(world().as(acme.key), key)).toEqual(['NOT_ACTIVE input.id']);
    expect(await statusesOf(world(), key, next)).toEqual([200, 200]);
  });

  it('revives no key that has expired', async () => {
    const { acme, key } = await withKey();
    await rotateApiKey(world().as(acme.key), key, { expiresAt: '2026-11-24T12:00:00.000Z' });
    world().now += DAY_MS;
    expect(await cancelRotation(world().as(acme.key), key)).toEqual(['NOT_ACTIVE input.id']);
    expect(await statusesOf(world(), key)).toEqual([401]);
  });

  it('ends a key whose former end has passed meanwhile', async () => {
    const { acme, key } = await withKey({ expiresAt: NOW + DAY_MS });
    const { key: next } = await rotateApiKey(world().as(acme.key), key, { expiresAt: '2026-12-24T12:00:00.000Z' });
    world().now += DAY_MS;
    const { payload } = await rotateApiKey(world().as(acme.key), key); // It would keep the former end.
    expect(faultsOf(payload)).toEqual(['EXPIRES_IN_PAST input.expiresAt']);
    expect(await cancelRotation(world().as(acme.key), key)).toEqual([]);
    const { body } = await world().as(acme.key).run(`{ apiKey(id: "${key.id}") { status expiresAt } }`);
    expect(body.data.apiKey).toEqual({ status: 'EXPIRED', expiresAt: '2026-11-24T12:00:00.000Z' });
    expect(await statusesOf(world(), key, next)).toEqual([401, 401]);
  });

  it('by a pending secret is its use, and by one that retires nothing: NOT_ACTIVE', async () => {
    const { acme, key } = await withKey({ scopes: [ROTATE_SELF] });
    const { key: next } = await rotateApiKey(world().as(key), key);
    expect(await cancelRotation(world().as(next), key)).toEqual(['NOT_ACTIVE input.id']);
    expect(await statesOf(world(), acme.key, key)).toEqual(['2 CURRENT', '1 RETIRING']);
    expect(await cancelRotation(world().as(key), key, { version: 1 })).toEqual(['NOT_ACTIVE input.id']);
  });

  it('assumes a version where one is given, and finds no key of others', async () => {
    const { acme, key } = await withKey();
    const other = await world().organization('Other');
    await rotateApiKey(world().as(acme.key), key);
    expect(await cancelRotation(world().as(acme.key), key, { version: 1 })).toEqual(['CONFLICT input.version']);
    expect(await cancelRotation(world().as(other.key), key)).toEqual(['NOT_FOUND input.id']);
    expect(await cancelRotation(world().as(acme.key), key, { version: 2 })).toEqual([]);
    await use(world(), key);
    expect(await cancelRotation(world().as(acme.key), key, { version: 3 })).toEqual(['NOT_ACTIVE input.id']);
  });
});
