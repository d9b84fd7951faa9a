import { DAY_MS } from '../../src/clock';
import { describeOnEachEngine } from '../support/engines';
import { holdKey } from '../support/holdKey';
import { blockingColumns, setPolicy, toldBlocks } from '../support/keyPolicies';
import { introspect, tokenOf, withToken } from '../support/oauth';
import { runJob } from '../support/runJob';
import { basic, NOW, sharedWorld, type TestKey, type TestOrganization } from '../support/world';

const READ = 'workspace.process:read';
const BLOCKED = "The API key is blocked: it does not comply with the organization's key policy.";
const AT_ONCE = NOW - DAY_MS;
const STRICT = { grantableScopes: ['workspace.file:upload'], enforcedFrom: AT_ONCE };

describeOnEachEngine('a key that the policy blocks', (engine) => {
  const world = sharedWorld(engine);

  async function organizationWithKey(name = 'CI'): Promise<{ acme: TestOrganization; key: TestKey }> {
    const acme = await world().organization();
    return { acme, key: await world().key(acme, { name, scopes: [READ] }) };
  }
  const statusOf = async (key: TestKey) => (await world().as(key).run('{ viewer { name } }')).status;

  it('is refused by the next request of every server, and works again at the next one once the policy is loosened', async () => {
    const { acme, key } = await organizationWithKey();
    const second = await world().secondServer();
    const statuses = async () => [await statusOf(key), (await second.as(key).run('{ viewer { name } }')).status];
    expect(await statuses()).toEqual([200, 200]);
    await setPolicy(world(), acme, STRICT);
    expect(await statuses()).toEqual([401, 401]);
    await setPolicy(world(), acme, { enforcedFrom: null });
    expect(await statuses()).toEqual([200, 200]);
  });

  it('is refused like any other, and told why after the secret matched alone', async () => {
    const { acme, key } = await organizationWithKey();
    await setPolicy(world(), acme, STRICT);
    const messageTo = async (value: string) =>
      (await world().as(value).run('{ viewer { name } }')).body.errors[0].message;
    const other = await world().key(await world().organization('Other'));
    expect(await messageTo(key.value)).toBe(BLOCKED);
    const usual = 'A valid API key is required: send it with HTTP Basic, or as "Authorization: Bearer user:pass".';
    expect(await messageTo(`${key.user}:${other.pass}`)).toBe(usual);
    const { status, text } = await world().request({ path: '/verify', headers: { authorization: basic(key.value) } });
    expect([status, text.includes(BLOCKED)]).toEqual([401, true]);
  });

  it('takes its tokens with it, and makes no more', async () => {
    const { acme, key } = await organizationWithKey();
    const manager = await world().key(acme, { scopes: ['workspace.admin.api_key:manage', 'workspace.file:upload'] });
    const token = await tokenOf(world().url, key);
    await setPolicy(world(), acme, {
      ...STRICT,
      grantableScopes: ['workspace.admin.api_key:manage', 'workspace.file:upload'],
    });
    expect((await withToken(world().url, token).run('{ viewer { name } }')).status).toBe(401);
    await expect(tokenOf(world().url, key)).rejects.toThrow('refused');
    expect(await introspect(world().url, manager, token)).toEqual({ active: false });
  });

  it('is shown as BLOCKED, unless it is disabled or over, and is listed so', async () => {
    const { acme } = await organizationWithKey('Blocked');
    const disabled = await world().key(acme, { name: 'Disabled', scopes: [READ] });
    const over = await world().key(acme, { name: 'Over', scopes: [READ], expiresAt: NOW + 1 });
    await setPolicy(world(), acme, { ...STRICT, grantableScopes: ['workspace.admin.api_key:manage'] });
    const fits = await world().key(acme, { name: 'Fits', scopes: ['workspace.admin.api_key:manage'] });
    await world().rows('UPDATE "api_key" SET "disabledAt" = $1 WHERE "id" = $2', [NOW, disabled.id]);
    await world().rows('UPDATE "api_key" SET "blockedFrom" = $1 WHERE "id" = $2', [AT_ONCE, over.id]);
    world().now = NOW + 1;
    const listed = async (status: string) => {
      const filter = status === '' ? '' : `filter: { status: [${status}] }, `;
      const { body } = await world()
        .as(fits)
        .run(`{ apiKeys(${filter}orderBy: NAME_ASC) { totalCount edges { node { name status } } } }`);
      const { totalCount, edges } = body.data.apiKeys;
      expect(totalCount).toBe(edges.length);
      return edges.map(({ node }: { node: { name: string; status: string } }) => `${node.name} ${node.status}`);
    };
    const all = ['Blocked BLOCKED', 'Disabled DISABLED', 'Fits ACTIVE', 'Key BLOCKED', 'Over EXPIRED'];
    expect(await listed('')).toEqual(all);
    expect(await listed('BLOCKED')).toEqual(['Blocked BLOCKED', 'Key BLOCKED']);
    expect(await listed('ACTIVE')).toEqual(['Fits ACTIVE']);
    expect(await listed('ACTIVE, BLOCKED')).toEqual(['Blocked BLOCKED', 'Fits ACTIVE', 'Key BLOCKED']);
    expect(await listed('BLOCKED, DISABLED')).toEqual(['Blocked BLOCKED', 'Disabled DISABLED', 'Key BLOCKED']);
    expect(await listed('EXPIRED, ACTIVE, DISABLED')).toEqual(['Disabled DISABLED', 'Fits ACTIVE', 'Over EXPIRED']);
  });

  it('says which rules it breaks, before they are enforced too, and none once it is over', async () => {
    const { acme, key } = await organizationWithKey('Blocked');
    const over = await world().key(acme, { name: 'Over', scopes: [READ], expiresAt: NOW + 1 });
    const gone = await world().key(acme, { name: 'Gone', scopes: [READ] });
    await world().rows('UPDATE "api_key" SET "deletedAt" = $1 WHERE "id" = $2', [NOW, gone.id]);
    const judge = await world().key(acme, { scopes: ['workspace.admin.api_key:manage'] });
    await setPolicy(world(), acme, {
      grantableScopes: ['workspace.admin.api_key:manage'],
      maxLifetimeDays: 90,
      requiresNote: true,
    });
    await world().rows('UPDATE "api_key" SET "note" = $1 WHERE "id" = $2', ['Fits.', judge.id]);
    world().now = NOW + 1;
    const violations = async ({ id }: TestKey) =>
      (await world().as(judge).run(`{ apiKey(id: "${id}") { violations } }`)).body.data.apiKey.violations;
    expect(await violations(key)).toEqual(['GRANTABLE_SCOPES', 'NOTE']);
    expect([await violations(judge), await violations(over), await violations(gone)]).toEqual([[], [], []]);
  });

  it('is blocked when its time comes, which one event says, and no second one', async () => {
    const { acme, key } = await organizationWithKey();
    await setPolicy(world(), acme, { ...STRICT, requiresNote: true, enforcedFrom: NOW + DAY_MS });
    await runJob(world(), 'tell-blocked-keys');
    expect([await statusOf(key), await toldBlocks(world(), acme)]).toEqual([200, []]);
    world().now = NOW + DAY_MS - 1;
    expect(await statusOf(key)).toBe(200);
    world().now = NOW + DAY_MS;
    const second = await world().secondServer();
    expect(await statusOf(key)).toBe(401);
    await Promise.all([world(), second, world()].map((server) => runJob(server, 'tell-blocked-keys')));
    const told = [
      ['CI', 'SYSTEM', 'GRANTABLE_SCOPES, NOTE'],
      ['Key', 'SYSTEM', 'GRANTABLE_SCOPES, NOTE'],
    ];
    expect(await toldBlocks(world(), acme)).toEqual(told);
    world().now += DAY_MS;
    await setPolicy(world(), acme, { maxKeysPerOwner: 9 });
    await runJob(world(), 'tell-blocked-keys');
    expect(await toldBlocks(world(), acme)).toEqual(told);
  });

  it('is told of again where it had worked in between', async () => {
    const { acme } = await organizationWithKey();
    for (const enforcedFrom of [AT_ONCE, null, AT_ONCE]) await setPolicy(world(), acme, { ...STRICT, enforcedFrom });
    await runJob(world(), 'tell-blocked-keys');
    expect((await toldBlocks(world(), acme)).map(([name]) => name)).toEqual(['CI', 'CI', 'Key', 'Key']);
  });

  it('of those that do not work anyway is told nothing', async () => {
    const { acme, key } = await organizationWithKey();
    await world().rows('UPDATE "api_key" SET "disabledAt" = $1 WHERE "id" = $2', [NOW, key.id]);
    await setPolicy(world(), acme, { ...STRICT, enforcedFrom: NOW + DAY_MS });
    world().now = NOW + DAY_MS;
    await runJob(world(), 'tell-blocked-keys');
    expect(await toldBlocks(world(), acme)).toEqual([['Key', 'SYSTEM', 'GRANTABLE_SCOPES']]);
  });

  describe('since nobody uses it', () => {
    const WEEK = { disableUnusedAfterDays: 7, enforcedFrom: NOW };
    const write = () => world().app.services.keyUse.flush();

    it('counts from its last use on, or from its newest secret', async () => {
      const { acme, key } = await organizationWithKey();
      const fresh = await world().key(acme, { name: 'Fresh', scopes: [READ] });
      await setPolicy(world(), acme, WEEK);
      expect(await blockingColumns(world(), key)).toMatchObject({ blockedFrom: NOW + 7 * DAY_MS, version: 2 });
      world().now = NOW + 3 * DAY_MS;
      expect(await statusOf(key)).toBe(200);
      await write();
      expect(await blockingColumns(world(), key)).toMatchObject({ blockedFrom: NOW + 10 * DAY_MS, version: 2 });
      world().now = NOW + 7 * DAY_MS;
      expect([await statusOf(key), await statusOf(fresh)]).toEqual([200, 401]);
      await write();
      expect(await blockingColumns(world(), key)).toMatchObject({ blockedFrom: NOW + 14 * DAY_MS });
      world().now = NOW + 14 * DAY_MS;
      expect(await statusOf(key)).toBe(401);
    });

    it('starts no sooner than the policy is enforced', async () => {
      const { acme, key } = await organizationWithKey();
      world().now = NOW + 30 * DAY_MS;
      await setPolicy(world(), acme, { ...WEEK, enforcedFrom: NOW + 31 * DAY_MS });
      expect(await statusOf(key)).toBe(200);
      await write();
      world().now = NOW + 36 * DAY_MS;
      expect(await statusOf(key)).toBe(200);
      await runJob(world(), 'tell-blocked-keys');
      expect(await toldBlocks(world(), acme)).toEqual([['Key', 'SYSTEM', 'UNUSED']]);
    });

    it('works on where a use before that is written down after it', async () => {
      const { acme, key } = await organizationWithKey();
      await setPolicy(world(), acme, WEEK);
      const letGo = await holdKey(world(), key); // A job writes uses down every second.
      world().now = NOW + 7 * DAY_MS - 1;
      expect(await statusOf(key)).toBe(200);
      world().now = NOW + 7 * DAY_MS;
      expect(await statusOf(key)).toBe(401);
      await letGo();
      await write();
      expect(await statusOf(key)).toBe(200);
    });

    it('is blocked by what it is, however much it is used', async () => {
      const { acme, key } = await organizationWithKey();
      await setPolicy(world(), acme, { ...STRICT, ...WEEK, enforcedFrom: NOW + DAY_MS });
      expect(await statusOf(key)).toBe(200);
      await write();
      expect(await blockingColumns(world(), key)).toMatchObject({ blockedFrom: NOW + DAY_MS });
    });

    it('of a new key is written into its row', async () => {
      const acme = await world().organization();
      await setPolicy(world(), acme, WEEK);
      const key = await world().key(acme, { scopes: [READ] });
      const end = NOW + 7 * DAY_MS;
      const columns = { violatesFrom: null, idleLimitMs: 7 * DAY_MS, idleFrom: end, blockedFrom: end, version: 1 };
      expect(await blockingColumns(world(), key)).toEqual(columns);
    });
  });
});
