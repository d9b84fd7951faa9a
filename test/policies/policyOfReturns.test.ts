import { DAY_MS } from '../../src/clock';
import { describeOnEachEngine } from '../support/engines';
import { blockingColumns, setPolicy } from '../support/keyPolicies';
import { NOW, sharedWorld, type TestKey, type TestOrganization } from '../support/world';

const READ = 'workspace.process:read';
const SHORT = { maxLifetimeDays: 30, defaultLifetimeDays: 30, enforcedFrom: NOW };

describeOnEachEngine('a key that returns', (engine) => {
  const world = sharedWorld(engine);

  async function endedKey(column: 'disabledAt' | 'deletedAt'): Promise<{ acme: TestOrganization; key: TestKey }> {
    const acme = await world().organization();
    const key = await world().key(acme, { scopes: [READ] });
    await world().rows(`UPDATE "api_key" SET "${column}" = $1, "endReason" = 'UNUSED' WHERE "id" = $2`, [NOW, key.id]);
    return { acme, key };
  }
  const places = (userErrors: readonly { code: string; path: string[] }[]) =>
    userErrors.map(({ code, path }) => `${code} ${path.join('.')}`);
  async function enable(acme: TestOrganization, { id }: TestKey, replaceSecret = false): Promise<string[]> {
    const { apiKeyReturns } = world().app.services;
    return places((await apiKeyReturns.enableApiKey(world().operator(acme), { id, replaceSecret })).userErrors);
  }
  async function restore(acme: TestOrganization, { id }: TestKey): Promise<string[]> {
    return places((await world().app.services.apiKeyReturns.restoreApiKey(world().operator(acme), { id })).userErrors);
  }

  it('is enabled where it complies alone', async () => {
    const { acme, key } = await endedKey('disabledAt');
    await setPolicy(world(), acme, SHORT);
    expect(await enable(acme, key)).toEqual(['EXPIRES_TOO_LATE input.id']);
    await setPolicy(world(), acme, { maxLifetimeDays: 90 });
    expect(await enable(acme, key)).toEqual([]);
    expect(await blockingColumns(world(), key)).toMatchObject({ blockedFrom: null });
  });

  it('begins its days of life and of want of use anew with a new secret', async () => {
    const { acme, key } = await endedKey('disabledAt');
    await setPolicy(world(), acme, {
      maxLifetimeDays: 80,
      defaultLifetimeDays: 80,
      disableUnusedAfterDays: 5,
      enforcedFrom: NOW,
    });
    world().now = NOW + 10 * DAY_MS;
    expect(await enable(acme, key)).toEqual(['EXPIRES_TOO_LATE input.id', 'POLICY input.id']);
    expect(await enable(acme, key, true)).toEqual([]);
    expect(await blockingColumns(world(), key)).toMatchObject({ violatesFrom: null, blockedFrom: NOW + 15 * DAY_MS });
  });

  it('is restored where it complies alone, and its row says so: the policy of meanwhile did not reach it', async () => {
    const { acme, key } = await endedKey('deletedAt');
    await setPolicy(world(), acme, { ...SHORT, disableUnusedAfterDays: 9 });
    expect(await blockingColumns(world(), key)).toMatchObject({ blockedFrom: null, idleLimitMs: null });
    expect(await restore(acme, key)).toEqual(['EXPIRES_TOO_LATE input.id']);
    await setPolicy(world(), acme, { maxLifetimeDays: 90 });
    expect(await restore(acme, key)).toEqual([]);
    expect(await blockingColumns(world(), key)).toMatchObject({ blockedFrom: NOW + 9 * DAY_MS });
  });

  it('takes a place of its owner', async () => {
    const { acme, key } = await endedKey('deletedAt');
    await setPolicy(world(), acme, { maxKeysPerOwner: 1 });
    expect(await restore(acme, key)).toEqual(['LIMIT_REACHED input']);
    await setPolicy(world(), acme, { maxKeysPerOwner: 2 });
    expect(await restore(acme, key)).toEqual([]);
  });
});
