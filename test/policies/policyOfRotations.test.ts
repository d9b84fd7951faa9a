import { DAY_MS } from '../../src/clock';
import { describeOnEachEngine } from '../support/engines';
import { blockingColumns, setPolicy } from '../support/keyPolicies';
import { NOW, sharedWorld, type TestKey, type TestOrganization } from '../support/world';

const READ = 'workspace.process:read';
const MONTH = { maxLifetimeDays: 30, defaultLifetimeDays: 30 };

describeOnEachEngine('a key that gets another secret', (engine) => {
  const world = sharedWorld(engine);

  async function keyOfAcme(): Promise<{ acme: TestOrganization; key: TestKey }> {
    const acme = await world().organization();
    return { acme, key: await world().key(acme, { scopes: [READ] }) };
  }
  const places = (userErrors: readonly { code: string; path: string[] }[]) =>
    userErrors.map(({ code, path }) => `${code} ${path.join('.')}`);
  const rotate = async (acme: TestOrganization, input: { id: string; expiresAt?: number }) =>
    places((await world().app.services.rotations.rotateApiKey(world().operator(acme), input)).userErrors);
  const end = async (acme: TestOrganization, { id }: TestKey, how: 'finishRotation' | 'cancelRotation') =>
    places((await world().app.services.rotations[how](world().operator(acme), { id })).userErrors);

  it('complies from then on: its end lies within the days that the policy gives to a new secret', async () => {
    const { acme, key } = await keyOfAcme();
    await setPolicy(world(), acme, { ...MONTH, enforcedFrom: NOW + 20 * DAY_MS });
    world().now = NOW + 10 * DAY_MS;
    expect(await blockingColumns(world(), key)).toMatchObject({ blockedFrom: NOW + 20 * DAY_MS });
    expect(await rotate(acme, { id: key.id })).toEqual(['EXPIRES_TOO_LATE input.expiresAt']);
    const expiresAt = NOW + 40 * DAY_MS;
    expect(await rotate(acme, { id: key.id, expiresAt: expiresAt + 1 })).toEqual(['EXPIRES_TOO_LATE input.expiresAt']);
    expect(await rotate(acme, { id: key.id, expiresAt })).toEqual([]);
    expect(await blockingColumns(world(), key)).toMatchObject({ violatesFrom: null, blockedFrom: null });
  });

  it('is refused what would not comply by its scopes, and NOT_ACTIVE once it is blocked', async () => {
    const { acme, key } = await keyOfAcme();
    await setPolicy(world(), acme, { grantableScopes: ['workspace.file:upload'], enforcedFrom: NOW + DAY_MS });
    expect(await rotate(acme, { id: key.id })).toEqual(['POLICY input.id']);
    world().now = NOW + DAY_MS;
    expect(await rotate(acme, { id: key.id })).toEqual(['NOT_ACTIVE input.id']);
  });

  it('begins its days without use anew', async () => {
    const { acme, key } = await keyOfAcme();
    await setPolicy(world(), acme, { disableUnusedAfterDays: 7, enforcedFrom: NOW });
    world().now = NOW + 5 * DAY_MS;
    expect(await rotate(acme, { id: key.id })).toEqual([]);
    expect(await blockingColumns(world(), key)).toMatchObject({ blockedFrom: NOW + 12 * DAY_MS });
    expect(await end(acme, key, 'cancelRotation')).toEqual([]);
    expect(await blockingColumns(world(), key)).toMatchObject({ blockedFrom: NOW + 7 * DAY_MS });
  });

  it('keeps the new secret where the policy forbids the former end by now; finishing needs no compliance', async () => {
    const { acme, key } = await keyOfAcme();
    expect(await rotate(acme, { id: key.id, expiresAt: NOW + 30 * DAY_MS })).toEqual([]);
    await setPolicy(world(), acme, { ...MONTH, requiresNote: true });
    expect(await end(acme, key, 'cancelRotation')).toEqual(['EXPIRES_TOO_LATE input.id']);
    expect(await end(acme, key, 'finishRotation')).toEqual([]);
  });

  it('gives up a new secret under a policy that says nothing of its former end', async () => {
    const { acme, key } = await keyOfAcme();
    expect(await rotate(acme, { id: key.id })).toEqual([]);
    await setPolicy(world(), acme, { requiresNote: true });
    expect(await end(acme, key, 'cancelRotation')).toEqual([]);
  });

  it('takes no place of its owner, and leaves none', async () => {
    const { acme, key } = await keyOfAcme();
    await setPolicy(world(), acme, { maxKeysPerOwner: 2 });
    expect(await rotate(acme, { id: key.id })).toEqual([]);
    expect(await end(acme, key, 'finishRotation')).toEqual([]);
    const input = { name: 'One more', scopes: [READ], expiresAt: NOW + DAY_MS };
    const { userErrors } = await world().app.services.apiKeys.createApiKey(world().operator(acme), input);
    expect(places(userErrors)).toEqual(['LIMIT_REACHED input']);
  });
});
