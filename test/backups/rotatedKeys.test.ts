import { backedUp, restore } from '../support/backedUp';
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
});
