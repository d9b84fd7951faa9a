import { DAY_MS } from '../../src/clock';
import { auditRows } from '../support/auditRows';
import { describeOnEachEngine } from '../support/engines';
import { tokenOf, withToken } from '../support/oauth';
import {
  cancelRotation,
  faultsOf,
  finishRotation,
  rotateApiKey,
  statesOf,
  statusesOf,
  use,
} from '../support/rotations';
import { sharedWorld } from '../support/world';

const MANAGE = 'workspace.admin.api_key:manage';
const ROTATE_SELF = 'workspace.api_key:rotate_self';

describeOnEachEngine('finishRotation', (engine) => {
  const world = sharedWorld(engine);

  const withKey = async (wishes: object = {}) => {
    const acme = await world().organization();
    return { acme, key: await world().key(acme, wishes) };
  };

  it('ends the secret that retires now, as one event', async () => {
    const { acme, key } = await withKey();
    const { key: next } = await rotateApiKey(world().as(acme.key), key, { startsAt: 'NOW' });
    expect(await finishRotation(world().as(acme.key), key)).toEqual([]);
    expect(await statusesOf(world(), key, next)).toEqual([401, 200]);
    expect(await statesOf(world(), acme.key, key)).toEqual(['2 CURRENT', '1 RETIRED']);
    expect(await auditRows(world(), acme, 'api_key.rotation_finished')).toMatchObject([
      { actorKind: 'API_KEY', actorId: acme.key.id, targetId: key.id, outcome: 'SUCCESS' },
    ]);
  });

  it('makes a pending secret current, and ends the earlier one', async () => {
    const { acme, key } = await withKey();
    const { key: next } = await rotateApiKey(world().as(acme.key), key);
    expect(await finishRotation(world().as(acme.key), key, { version: 2 })).toEqual([]);
    expect(await statusesOf(world(), key, next)).toEqual([401, 200]);
    expect(await statesOf(world(), acme.key, key)).toEqual(['2 CURRENT', '1 RETIRED']);
  });

  it('is NOT_ACTIVE where there is nothing to finish, or nothing any more', async () => {
    const { acme, key } = await withKey();
    expect(await finishRotation(world().as(acme.key), key)).toEqual(['NOT_ACTIVE input.id']);
    await rotateApiKey(world().as(acme.key), key, { startsAt: 'NOW' });
    world().now += DAY_MS;
    expect(await finishRotation(world().as(acme.key), key)).toEqual(['NOT_ACTIVE input.id']);
  });

  it('ends the secret of a key that is disabled or blocked, or holds more than the caller; of an expired one nothing', async () => {
    const { acme, key } = await withKey();
    const manager = await world().key(acme, { scopes: [MANAGE] });
    const state = async (column: string, value: number) => {
      await rotateApiKey(world().as(acme.key), key, { startsAt: 'NOW' });
      await world().rows(`UPDATE "api_key" SET "${column}" = $1 WHERE "id" = $2`, [value, key.id]);
      const finished = await finishRotation(world().as(manager), key);
      await world().rows('UPDATE "api_key" SET "disabledAt" = NULL, "blockedFrom" = NULL WHERE "id" = $1', [key.id]);
      return finished;
    };
    expect(await state('disabledAt', 1)).toEqual([]);
    expect(await state('blockedFrom', 1)).toEqual([]);
    expect(await state('expiresAt', 1)).toEqual(['NOT_ACTIVE input.id']);
    expect(await state('deletedAt', 1)).toEqual(['NOT_FOUND input.id']);
  });

  it('by the key itself needs the newer secret, whose use it is', async () => {
    const { acme, key } = await withKey({ scopes: [ROTATE_SELF] });
    const { key: next } = await rotateApiKey(world().as(key), key);
    expect(await finishRotation(world().as(next), acme.key)).toEqual(['NOT_FOUND input.id']);
    expect(await finishRotation(world().as(key), key)).toEqual(['NOT_ACTIVE input.id']); // The newer one was used above.
    expect(await finishRotation(world().as(next), key)).toEqual([]);
    expect(await statusesOf(world(), key, next)).toEqual([401, 200]);
    expect(await auditRows(world(), acme, 'api_key.rotation_completed')).toHaveLength(1);
  });

  it('by a secret that retires, or a token of it, is NOT_ACTIVE for every key, as rotating and cancelling are', async () => {
    const { acme, key } = await withKey();
    const manager = await world().key(acme);
    const token = withToken(world().url, await tokenOf(world().url, manager));
    await rotateApiKey(world().as(acme.key), manager, { startsAt: 'NOW' });
    await rotateApiKey(world().as(acme.key), key);
    for (const speaker of [world().as(manager), token]) {
      expect(await finishRotation(speaker, key)).toEqual(['NOT_ACTIVE input.id']);
      expect(await cancelRotation(speaker, key)).toEqual(['NOT_ACTIVE input.id']);
      expect(faultsOf((await rotateApiKey(speaker, key, { version: 1 })).payload)).toEqual(['NOT_ACTIVE input.id']);
      expect(await finishRotation(speaker, { id: 'no id' })).toEqual(['NOT_FOUND input.id']);
    }
    expect(await statesOf(world(), acme.key, key)).toEqual(['2 PENDING', '1 CURRENT']);
  });

  it('assumes a version where one is given, which use does not change', async () => {
    const { acme, key } = await withKey();
    const { key: next } = await rotateApiKey(world().as(acme.key), key);
    await use(world(), next);
    expect(await finishRotation(world().as(acme.key), key, { version: 1 })).toEqual(['CONFLICT input.version']);
    expect(await finishRotation(world().as(acme.key), key, { version: 2 })).toEqual([]);
  });
});
