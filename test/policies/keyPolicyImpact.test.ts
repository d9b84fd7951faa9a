import { DAY_MS } from '../../src/clock';
import { describeOnEachEngine } from '../support/engines';
import { setPolicy } from '../support/keyPolicies';
import { type Answer, NOW, sharedWorld, type TestKey } from '../support/world';
import { writeUse } from '../support/writtenUse';

const MANAGE = 'workspace.admin.organization:manage';
const PROCESS_KEYS = 'workspace.process.api_key:manage';
const READ = 'workspace.process:read';
const UPDATE = 'workspace.process:update';

describeOnEachEngine('keyPolicyImpact', (engine) => {
  const world = sharedWorld(engine);

  function impact(key: TestKey, policy: object, first?: number): Promise<Answer> {
    const document = `query ($policy: KeyPolicyInput!, $first: Int) {
      keyPolicyImpact(policy: $policy, first: $first) {
        affectedCount keys { apiKey { id name } violations lastUsedAt requestsLast7Days }
      }
    }`;
    return world()
      .as(key)
      .run(document, { policy, ...(first === undefined ? {} : { first }) });
  }
  const usedAt = (key: TestKey, at: number | null) =>
    world().rows('UPDATE "api_key" SET "lastUsedAt" = $1 WHERE "id" = $2', [at, key.id]);

  it('names the keys that would not comply, and why, those used last first, and changes nothing', async () => {
    const acme = await world().organization();
    const makes = (name: string, wishes: object) => world().key(acme, { name, scopes: [READ], ...wishes });
    const never = await makes('Never', { expiresAt: NOW + 31 * DAY_MS });
    const lately = await makes('Lately', { scopes: [UPDATE] });
    const once = await makes('Once', { scopes: [READ, UPDATE] });
    await makes('Fits', { expiresAt: NOW + 30 * DAY_MS });
    const over = await makes('Over', { scopes: [UPDATE], expiresAt: NOW + 1 });
    const gone = await makes('Gone', { scopes: [UPDATE] });
    await world().rows('UPDATE "api_key" SET "deletedAt" = $1 WHERE "id" = $2', [NOW, gone.id]);
    await world().rows('UPDATE "api_key" SET "disabledAt" = $1 WHERE "id" = $2', [NOW, once.id]);
    await usedAt(lately, NOW - 1_000);
    await usedAt(once, NOW - 2_000);
    await usedAt(over, NOW);
    await usedAt(acme.key, NOW - DAY_MS);
    world().now = NOW + 1;
    const policy = { grantableScopes: [READ], allowsAllScopes: false, maxLifetimeDays: 30 };
    const { body } = await impact(acme.key, policy);
    const found = (key: TestKey, name: string, violations: string[], lastUsedAt: string | null) => ({
      apiKey: { id: key.id, name },
      violations,
      lastUsedAt,
      requestsLast7Days: 0,
    });
    const [first, second, ...others] = body.data.keyPolicyImpact.keys;
    expect(body.data.keyPolicyImpact.affectedCount).toBe(4);
    expect([first, second]).toEqual([
      found(lately, 'Lately', ['MAX_LIFETIME', 'GRANTABLE_SCOPES'], '2026-11-23T11:59:59.000Z'),
      found(once, 'Once', ['MAX_LIFETIME', 'GRANTABLE_SCOPES'], '2026-11-23T11:59:58.000Z'),
    ]);
    expect(others).toEqual([
      found(acme.key, 'Key', ['MAX_LIFETIME', 'GRANTABLE_SCOPES', 'ALL_SCOPES'], '2026-11-22T12:00:00.000Z'),
      found(never, 'Never', ['MAX_LIFETIME'], null),
    ]);
    expect((await impact(acme.key, {})).body.data.keyPolicyImpact).toEqual({ affectedCount: 0, keys: [] });
  });

  it('names those first that made the most requests in the last 7 days, refused ones included', async () => {
    const acme = await world().organization();
    const busy = await world().key(acme, { name: 'Busy', scopes: [UPDATE] });
    const late = await world().key(acme, { name: 'Late', scopes: [UPDATE] });
    const old = await world().key(acme, { name: 'Old', scopes: [UPDATE] });
    await usedAt(late, NOW);
    await writeUse(world(), busy.id, { name: 'List' }, { at: NOW - 6 * DAY_MS, requests: 2, refused: 1 });
    await writeUse(world(), busy.id, { name: 'List' }, { at: NOW - 5 * DAY_MS, requests: 3 });
    await writeUse(world(), busy.id, { kind: 'INTROSPECTED', needs: null }, { at: NOW, requests: 0 });
    await writeUse(world(), old.id, { name: 'List' }, { at: NOW - 8 * DAY_MS, requests: 50 });
    const { body } = await impact(acme.key, { grantableScopes: [READ] }, 2);
    const { keys } = body.data.keyPolicyImpact;
    expect(
      keys.map((each: { apiKey: { name: string }; requestsLast7Days: number }) => [
        each.apiKey.name,
        each.requestsLast7Days,
      ]),
    ).toEqual([
      ['Busy', 5],
      ['Late', 0],
    ]);
  });

  it('tells of notes and of use, and adds what is asked to the policy that is there', async () => {
    const acme = await world().organization();
    const key = await world().key(acme, { name: 'CI', scopes: [READ] });
    await setPolicy(world(), acme, { disableUnusedAfterDays: 7 });
    await usedAt(acme.key, NOW + DAY_MS);
    world().now = NOW + 7 * DAY_MS;
    const violations = async (policy: object) =>
      (await impact(acme.key, policy)).body.data.keyPolicyImpact.keys.map(
        (each: { apiKey: { id: string }; violations: string[] }) => [each.apiKey.id === key.id, each.violations],
      );
    expect(await violations({})).toEqual([[true, ['UNUSED']]]);
    expect(await violations({ disableUnusedAfterDays: 8 })).toEqual([]);
    expect(await violations({ requiresNote: true, disableUnusedAfterDays: null })).toEqual([
      [false, ['NOTE']],
      [true, ['NOTE']],
    ]);
  });

  it('names 25 keys, or as many as are asked for, up to 100, and counts all', async () => {
    const acme = await world().organization();
    for (let count = 1; count < 30; count += 1) await world().key(acme, { scopes: [READ] });
    const counts = async (first?: number) => {
      const { affectedCount, keys } = (await impact(acme.key, { requiresNote: true }, first)).body.data.keyPolicyImpact;
      return [affectedCount, keys.length];
    };
    expect([await counts(), await counts(3), await counts(100)]).toEqual([
      [30, 25],
      [30, 3],
      [30, 30],
    ]);
    for (const first of [0, 101, -1]) {
      const { status, body } = await impact(acme.key, { requiresNote: true }, first);
      expect([status, body.errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    }
  });

  it('refuses a policy that cannot be, and names the field', async () => {
    const acme = await world().organization();
    const { body } = await impact(acme.key, { maxLifetimeDays: 400 });
    expect([body.data, body.errors[0].message, body.errors[0].extensions]).toEqual([
      { keyPolicyImpact: null },
      'Give a number from 1 to 366.',
      { code: 'BAD_USER_INPUT', path: ['policy', 'maxLifetimeDays'] },
    ]);
  });

  it("shows no other organization's keys, and of keys no more than the caller may see", async () => {
    const acme = await world().organization();
    await world().key(await world().organization('Other'), { name: 'Foreign' });
    const { id: processId } = await world().process(acme);
    const ofProcess = await world().key(acme, { name: 'Of process', processId, scopes: [READ] });
    const manager = await world().key(acme, { name: 'Manager', scopes: [MANAGE, PROCESS_KEYS] });
    await usedAt(ofProcess, NOW);
    await usedAt(acme.key, NOW - 1);
    const { body } = await impact(manager, { requiresNote: true });
    const { affectedCount, keys } = body.data.keyPolicyImpact;
    expect(affectedCount).toBe(3);
    expect(keys.map((each: { apiKey: object | null }) => each.apiKey)).toEqual([
      { id: ofProcess.id, name: 'Of process' },
      null,
      null,
    ]);
    expect(body.errors[0].extensions.code).toBe('FORBIDDEN');
    const blind = await world().key(acme, { scopes: [MANAGE] });
    const counted = await world()
      .as(blind)
      .run('{ keyPolicyImpact(policy: { requiresNote: true }) { affectedCount } }');
    expect(counted.body.data).toEqual({ keyPolicyImpact: { affectedCount: 4 } });
    const { body: refused } = await impact(await world().key(acme, { scopes: [PROCESS_KEYS] }), {});
    expect(refused.errors[0].extensions).toEqual({ code: 'FORBIDDEN', requiredScopes: [[MANAGE]] });
  });
});
