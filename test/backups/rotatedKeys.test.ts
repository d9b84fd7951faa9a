import { backedUp, restore, rowsOf } from '../support/backedUp';
import { disableApiKey, enableApiKey, endApiKey } from '../support/endMutations';
import { postForm } from '../support/oauth';
import { cancelRotation, rotateApiKey, use } from '../support/rotations';
import type { TestKey, TestOrganization } from '../support/world';

const AT_ONCE = { startsAt: 'NOW', graceSeconds: 0 };

describe('a restore', () => {
  it('tells of keys whose secrets of the copy ended since, or retire, that they were replaced', async () => {
    const keys: Record<string, TestKey> = {};
    let acme: TestOrganization | undefined;
    const copied = await backedUp(async (world) => {
      acme = await world.organization();
      const names = ['replaced', 'retiring', 'cancelled', 'pending since', 'used before'];
      for (const name of names) keys[name] = await world.key(acme, { name });
      await rotateApiKey(world.as(acme.key), keys.cancelled as TestKey);
      await use(world, (await rotateApiKey(world.as(acme.key), keys['used before'] as TestKey)).key);
    });
    const admin = copied.world.as(acme?.key ?? null);
    await rotateApiKey(admin, keys.replaced as TestKey, AT_ONCE);
    await rotateApiKey(admin, keys.retiring as TestKey, { startsAt: 'NOW' });
    await cancelRotation(admin, keys.cancelled as TestKey);
    await rotateApiKey(admin, keys['pending since'] as TestKey);
    await copied.world.close();
    const { revivedKeys } = JSON.parse((await restore(copied, '--json')).stdout);
    const told = revivedKeys.map(({ name, how }: { name: string; how: string }) => `${name}: ${how}`);
    expect(told.sort()).toEqual(['cancelled: REPLACED', 'replaced: REPLACED', 'retiring: REPLACED']);
  });

  it('brings no key back that could return with a secret that had ended, or that others have', async () => {
    const keys: Record<string, TestKey> = {};
    let acme: TestOrganization | undefined;
    const names = ['back', 'deleted', 'deleted, found', 'found', 'gone', 'replaced', 'same'];
    const copied = await backedUp(async (world) => {
      acme = await world.organization();
      const admin = world.as(acme.key);
      for (const name of names) {
        keys[name] = await world.key(acme, { name });
        const end = ['deleted', 'deleted, found'].includes(name) ? endApiKey : disableApiKey;
        await end(admin, { id: keys[name]?.id, reason: 'UNUSED' });
      }
    });
    const { world } = copied;
    const [admin, key] = [world.as(acme?.key ?? null), (name: string) => keys[name] as TestKey];
    for (const name of ['found', 'deleted, found']) {
      await postForm(world.url, '/oauth/revoke', null, { token: key(name).value });
    }
    await enableApiKey(admin, { id: key('replaced').id, replaceSecret: true });
    await enableApiKey(admin, { id: key('back').id });
    await endApiKey(admin, { id: key('gone').id });
    await world.close();
    const restored = JSON.parse((await restore(copied, '--disable-restored-keys', '--json')).stdout);
    const told = restored.revivedKeys.map(({ name, how }: { name: string; how: string }) => `${name}: ${how}`);
    expect(told.sort()).toEqual(['deleted, found: DISABLED', 'found: DISABLED', 'gone: DELETED', 'replaced: REPLACED']);
    const reasons = `SELECT "name", "endReason" FROM "api_key" WHERE "name" <> 'Key' ORDER BY "name"`;
    const now = (rowsOf(copied.file, reasons) as { name: string; endReason: string }[]).map(Object.values);
    expect(now).toEqual([
      ['back', 'UNUSED'],
      ['deleted', 'UNUSED'],
      ['deleted, found', 'COMPROMISED'],
      ['found', 'COMPROMISED'],
      ['gone', 'COMPROMISED'],
      ['replaced', 'COMPROMISED'],
      ['same', 'UNUSED'],
    ]);
  });
});
