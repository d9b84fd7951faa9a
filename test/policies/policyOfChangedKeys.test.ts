import { DAY_MS } from '../../src/clock';
import type { UpdateApiKeyInput } from '../../src/keys/inputs';
import { updateApiKey } from '../support/apiKeyMutations';
import { describeOnEachEngine } from '../support/engines';
import { blockingColumns, setPolicy } from '../support/keyPolicies';
import { NOW, sharedWorld, type TestKey, type TestOrganization } from '../support/world';

const READ = 'workspace.process:read';
const UPDATE = 'workspace.process:update';
const AT_ONCE = NOW - DAY_MS;

describeOnEachEngine('a key that does not comply', (engine) => {
  const world = sharedWorld(engine);

  async function keyUnder(policy: object): Promise<{ acme: TestOrganization; key: TestKey }> {
    const acme = await world().organization();
    const key = await world().key(acme, { scopes: [READ, UPDATE] });
    await setPolicy(world(), acme, policy);
    return { acme, key };
  }
  /** Callers' own keys are blocked by most policies: the operator changes what a test needs. */
  async function refusalsOf(acme: TestOrganization, input: UpdateApiKeyInput): Promise<string[][]> {
    const { userErrors } = await world().app.services.apiKeys.updateApiKey(world().operator(acme), input);
    return userErrors.map(({ code, path }) => [code, path.join('.')]);
  }
  const canRead = async (key: TestKey) => (await world().as(key).run('{ viewer { name } }')).status;

  it('is renamed all the same', async () => {
    const { acme, key } = await keyUnder({ maxLifetimeDays: 30, defaultLifetimeDays: 30, enforcedFrom: AT_ONCE });
    expect(await refusalsOf(acme, { id: key.id, name: 'New' })).toEqual([]);
  });

  it('is changed into one that complies, and works from the next request on', async () => {
    const { acme, key } = await keyUnder({ maxLifetimeDays: 30, defaultLifetimeDays: 30, enforcedFrom: AT_ONCE });
    expect(await canRead(key)).toBe(401);
    expect(await refusalsOf(acme, { id: key.id, scopes: [READ] })).toEqual([['EXPIRES_TOO_LATE', 'input.id']]);
    const late = { id: key.id, expiresAt: NOW + 30 * DAY_MS + 1 };
    expect(await refusalsOf(acme, late)).toEqual([['EXPIRES_TOO_LATE', 'input.expiresAt']]);
    expect(await refusalsOf(acme, { id: key.id, expiresAt: NOW + 30 * DAY_MS })).toEqual([]);
    expect(await blockingColumns(world(), key)).toMatchObject({ violatesFrom: null, blockedFrom: null });
    expect(await canRead(key)).toBe(200);
  });

  it('loses the scopes that the policy does not grant, all of them', async () => {
    const { acme, key } = await keyUnder({ grantableScopes: ['workspace.file:upload', READ], enforcedFrom: AT_ONCE });
    expect(await refusalsOf(acme, { id: key.id, expiresAt: NOW + DAY_MS })).toEqual([['POLICY', 'input.id']]);
    expect(await refusalsOf(acme, { id: key.id, scopes: [UPDATE] })).toEqual([['POLICY', 'input.scopes.0']]);
    expect(await canRead(key)).toBe(401);
    expect(await refusalsOf(acme, { id: key.id, scopes: [READ] })).toEqual([]);
    expect(await canRead(key)).toBe(200);
  });

  it('gets the note that the policy asks for', async () => {
    const { acme, key } = await keyUnder({ requiresNote: true, enforcedFrom: AT_ONCE });
    expect(await refusalsOf(acme, { id: key.id, scopes: [READ] })).toEqual([['POLICY', 'input.id']]);
    expect(await refusalsOf(acme, { id: key.id, note: 'For CI.' })).toEqual([]);
    expect(await canRead(key)).toBe(200);
    expect(await refusalsOf(acme, { id: key.id, note: '' })).toEqual([['POLICY', 'input.note']]);
  });

  it('is not changed otherwise as long as nobody has used it, whenever that is enforced', async () => {
    const { acme, key } = await keyUnder({ disableUnusedAfterDays: 7 });
    world().now = NOW + 7 * DAY_MS - 1;
    expect(await refusalsOf(acme, { id: key.id, expiresAt: NOW + 20 * DAY_MS })).toEqual([]);
    world().now = NOW + 7 * DAY_MS;
    expect(await refusalsOf(acme, { id: key.id, scopes: [READ] })).toEqual([['POLICY', 'input.id']]);
  });

  it('counts the days of its life from its newest secret on', async () => {
    const { acme, key } = await keyUnder({ maxLifetimeDays: 30, defaultLifetimeDays: 30 });
    await world().rows('UPDATE "api_key" SET "newestSecretAt" = $1 WHERE "id" = $2', [NOW + 10 * DAY_MS, key.id]);
    expect(await refusalsOf(acme, { id: key.id, expiresAt: NOW + 40 * DAY_MS + 1 })).toHaveLength(1);
    expect(await refusalsOf(acme, { id: key.id, expiresAt: NOW + 40 * DAY_MS })).toEqual([]);
  });

  it('is left alone by an update that says what is there', async () => {
    const { acme, key } = await keyUnder({ requiresNote: true, maxLifetimeDays: 30, defaultLifetimeDays: 30 });
    const same = { id: key.id, scopes: [UPDATE, READ], expiresAt: '2027-02-21T12:00:00Z' };
    const { body } = await updateApiKey(world().as(acme.key), same);
    expect(body.data.updateApiKey.userErrors).toEqual([]);
  });
});
