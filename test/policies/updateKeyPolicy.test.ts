import { DAY_MS } from '../../src/clock';
import { auditRows } from '../support/auditRows';
import { describeOnEachEngine } from '../support/engines';
import { blockingColumns, DEFAULT_POLICY, POLICY_FIELDS, toldBlocks, updateKeyPolicy } from '../support/keyPolicies';
import { NOW, sharedWorld } from '../support/world';

const MANAGE = 'workspace.admin.organization:manage';
const KEYS = 'workspace.admin.api_key:manage';
const PROCESS_KEYS = 'workspace.process.api_key:manage';
const READ = 'workspace.process:read';
const UPDATE = 'workspace.process:update';

describeOnEachEngine('updateKeyPolicy', (engine) => {
  const world = sharedWorld(engine);

  const policyOf = async (speaker: ReturnType<ReturnType<typeof world>['as']>) =>
    (await speaker.run(`{ organization { keyPolicy { ${POLICY_FIELDS} } } }`)).body.data.organization.keyPolicy;
  const refusalOf = async (speaker: ReturnType<ReturnType<typeof world>['as']>, input: object) => {
    const { keyPolicy, userErrors } = (await updateKeyPolicy(speaker, input)).body.data.updateKeyPolicy;
    expect(keyPolicy).toBeNull();
    return userErrors.map(({ code, path }: { code: string; path: string[] }) => [code, path.join('.')]);
  };

  it('begins with a policy that allows all', async () => {
    const acme = await world().organization();
    expect(await policyOf(world().as(acme.key))).toEqual(DEFAULT_POLICY);
  });

  it('changes each field, keeps what is left out, and sets back what is null', async () => {
    const speaker = world().as((await world().organization()).key);
    const fields = {
      maxLifetimeDays: 180,
      defaultLifetimeDays: 60,
      grantableScopes: [UPDATE, READ],
      allowsAllScopes: false,
      maxKeysPerOwner: 20,
      requiresNote: true,
      disableUnusedAfterDays: 45,
      noticeDays: [1, 10, 1],
      onSecretReuse: 'DISABLE',
      enforcedFrom: '2027-01-01T00:00:00Z',
    };
    const { body } = await updateKeyPolicy(speaker, { ...fields, force: true });
    const changed = {
      ...fields,
      grantableScopes: [READ, UPDATE],
      noticeDays: [10, 1],
      enforcedFrom: '2027-01-01T00:00:00.000Z',
      updatedAt: '2026-11-23T12:00:00.000Z',
      updatedBy: 'Key',
      version: 2,
    };
    expect(body).toEqual({ data: { updateKeyPolicy: { keyPolicy: changed, userErrors: [] } } });
    const kept = { ...changed, maxLifetimeDays: 200, version: 3 };
    const again = await updateKeyPolicy(speaker, { maxLifetimeDays: 200, force: true });
    expect(again.body.data.updateKeyPolicy.keyPolicy).toEqual(kept);
    const cleared = Object.fromEntries(Object.keys(fields).map((field) => [field, null]));
    await updateKeyPolicy(speaker, cleared);
    const { updatedAt, updatedBy } = changed;
    expect(await policyOf(speaker)).toEqual({ ...DEFAULT_POLICY, updatedAt, updatedBy, version: 4 });
  });

  it.each([
    ['no day', { maxLifetimeDays: 0 }, ['INVALID', 'input.maxLifetimeDays']],
    ['367 days', { maxLifetimeDays: 367 }, ['INVALID', 'input.maxLifetimeDays']],
    ['no default', { defaultLifetimeDays: 0 }, ['INVALID', 'input.defaultLifetimeDays']],
    [
      'a default above the maximum',
      { maxLifetimeDays: 30, defaultLifetimeDays: 31 },
      ['INVALID', 'input.defaultLifetimeDays'],
    ],
    ['a maximum below the default', { maxLifetimeDays: 89 }, ['INVALID', 'input.defaultLifetimeDays']],
    ['no key', { maxKeysPerOwner: 0 }, ['INVALID', 'input.maxKeysPerOwner']],
    ['more keys than a policy speaks of', { maxKeysPerOwner: 1_000_001 }, ['INVALID', 'input.maxKeysPerOwner']],
    ['no day without use', { disableUnusedAfterDays: 0 }, ['INVALID', 'input.disableUnusedAfterDays']],
    ['more than a year without use', { disableUnusedAfterDays: 367 }, ['INVALID', 'input.disableUnusedAfterDays']],
    ['a notice after the end', { noticeDays: [7, -1] }, ['INVALID', 'input.noticeDays.1']],
    ['a notice before any key', { noticeDays: [367] }, ['INVALID', 'input.noticeDays.0']],
    ['eleven notices', { noticeDays: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] }, ['INVALID', 'input.noticeDays']],
    ['no scopes', { grantableScopes: [] }, ['INVALID', 'input.grantableScopes']],
    ['more scopes than there are', { grantableScopes: Array(99).fill(READ) }, ['INVALID', 'input.grantableScopes']],
    [
      'an unknown scope',
      { grantableScopes: [READ, 'workspace.all:all'] },
      ['UNKNOWN_SCOPE', 'input.grantableScopes.1'],
    ],
  ])('%s is refused', async (_what, input, refusal) => {
    const speaker = world().as((await world().organization()).key);
    expect(await refusalOf(speaker, input)).toEqual([refusal]);
    expect(await policyOf(speaker)).toEqual(DEFAULT_POLICY);
  });

  it('of a shorter life alone says what of the default has to be set, too', async () => {
    const speaker = world().as((await world().organization()).key);
    const [{ message }] = (await updateKeyPolicy(speaker, { maxLifetimeDays: 30 })).body.data.updateKeyPolicy
      .userErrors;
    expect(message).toBe(
      'A key may last 30 days at most, and the default is 90: set defaultLifetimeDays to 30 or less as well.',
    );
  });

  it('tells all that is wrong at once', async () => {
    const speaker = world().as((await world().organization()).key);
    const refusals = await refusalOf(speaker, { maxLifetimeDays: 0, maxKeysPerOwner: 0, noticeDays: [-1] });
    expect(refusals.map(([, path]: string[]) => path)).toEqual([
      'input.maxLifetimeDays',
      'input.maxKeysPerOwner',
      'input.noticeDays.0',
    ]);
  });

  it('refuses another version with CONFLICT and the policy as it is, one of the future too', async () => {
    const speaker = world().as((await world().organization()).key);
    await updateKeyPolicy(speaker, { version: 1, maxLifetimeDays: 100 });
    for (const version of [1, 3]) {
      const { body } = await updateKeyPolicy(speaker, { version, maxLifetimeDays: 120 });
      expect(body.data.updateKeyPolicy).toMatchObject({
        keyPolicy: { maxLifetimeDays: 100, version: 2 },
        userErrors: [{ code: 'CONFLICT', path: ['input', 'version'] }],
      });
    }
  });

  it('of 20 with one version at once does one, and of two servers too', async () => {
    const acme = await world().organization();
    const servers = [world(), await world().secondServer()];
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_none, index) => {
        const server = servers[index % 2] ?? world();
        return updateKeyPolicy(server.as(acme.key), { version: 1, maxLifetimeDays: 100 + index });
      }),
    );
    const codes = answers.map(({ body }) => body.data.updateKeyPolicy.userErrors[0]?.code ?? 'DONE').sort();
    expect(codes).toEqual([...Array(19).fill('CONFLICT'), 'DONE']);
    expect((await policyOf(world().as(acme.key))).version).toBe(2);
  });

  it('that changes nothing leaves the version, and no event', async () => {
    const acme = await world().organization();
    const { body } = await updateKeyPolicy(world().as(acme.key), { maxLifetimeDays: 366, noticeDays: null });
    expect(body.data.updateKeyPolicy).toEqual({ keyPolicy: DEFAULT_POLICY, userErrors: [] });
    expect(await auditRows(world(), acme, 'key_policy.updated')).toEqual([]);
  });

  it.each([
    ['from an instant on', '2026-12-01T00:00:00Z', 'from 2026-12-01T00:00:00.000Z on'],
    ['at once', '2026-11-01T00:00:00Z', 'at once'],
  ])("refuses what would block the caller's own key %s, unless it is forced", async (_what, enforcedFrom, when) => {
    const acme = await world().organization();
    const speaker = world().as(acme.key);
    const input = { maxLifetimeDays: 30, defaultLifetimeDays: 30, enforcedFrom };
    const { body } = await updateKeyPolicy(speaker, input);
    const message =
      `The caller's own key would be blocked ${when}; force: true does it all the same. ` +
      'A key may last 30 days at most: this one ends at the latest 2026-12-23T12:00:00Z.';
    const userErrors = [{ code: 'POLICY', message, path: ['input'] }];
    expect(body.data.updateKeyPolicy).toEqual({ keyPolicy: null, userErrors });
    expect(await policyOf(speaker)).toEqual(DEFAULT_POLICY);
    const forced = await updateKeyPolicy(speaker, { ...input, force: true });
    expect(forced.body.data.updateKeyPolicy).toMatchObject({ keyPolicy: { maxLifetimeDays: 30 }, userErrors: [] });
  });

  it("allows what leaves the caller's key alone: no date, an end before it, and a limit of days without use", async () => {
    const acme = await world().organization();
    const brief = await world().key(acme, { expiresAt: NOW + DAY_MS });
    const strict = { allowsAllScopes: false, requiresNote: true, disableUnusedAfterDays: 1 };
    expect((await updateKeyPolicy(world().as(acme.key), strict)).body.data.updateKeyPolicy.userErrors).toEqual([]);
    const later = { enforcedFrom: '2026-11-25T00:00:00Z' };
    expect((await updateKeyPolicy(world().as(brief), later)).body.data.updateKeyPolicy.userErrors).toEqual([]);
    const idle = { allowsAllScopes: true, requiresNote: false, enforcedFrom: '2026-11-23T00:00:00Z' };
    expect((await updateKeyPolicy(world().as(acme.key), idle)).body.data.updateKeyPolicy.userErrors).toEqual([]);
  });

  it('writes one event, and one of each key that it blocks, and raises the version of each row that it changes', async () => {
    const acme = await world().organization();
    const [long, short] = [
      await world().key(acme, { name: 'Long', scopes: [READ] }),
      await world().key(acme, { name: 'Short', scopes: [READ], expiresAt: NOW + DAY_MS }),
    ];
    const disabled = await world().key(acme, { name: 'Disabled', scopes: [READ] });
    await world().rows('UPDATE "api_key" SET "disabledAt" = $1 WHERE "id" = $2', [NOW, disabled.id]);
    await updateKeyPolicy(world().as(acme.key), {
      maxLifetimeDays: 30,
      defaultLifetimeDays: 30,
      enforcedFrom: '2026-11-20T00:00:00Z',
      force: true,
    });
    const rows = await world().rows<{ outcome: string; changes: string }>(
      `SELECT "outcome", "targetName", "changes" FROM "audit_event" WHERE "organizationId" = $1 AND "type" = 'key_policy.updated'`,
      [acme.id],
    );
    expect(rows).toMatchObject([{ outcome: 'SUCCESS', targetName: 'Acme' }]);
    expect(JSON.stringify(rows)).toContain('enforcedFrom');
    expect(await toldBlocks(world(), acme)).toEqual([
      ['Key', 'API_KEY', 'MAX_LIFETIME'],
      ['Long', 'API_KEY', 'MAX_LIFETIME'],
    ]);
    const from = Date.parse('2026-11-20T00:00:00Z');
    const blocked = { violatesFrom: from, idleLimitMs: null, idleFrom: null, blockedFrom: from, version: 2 };
    expect(await blockingColumns(world(), long)).toEqual(blocked);
    expect(await blockingColumns(world(), disabled)).toEqual(blocked);
    expect(await blockingColumns(world(), short)).toMatchObject({ blockedFrom: null, version: 1 });
  });

  it('is for who manages the organization; who manages keys sees the policy', async () => {
    const acme = await world().organization();
    const manager = world().as(await world().key(acme, { scopes: [MANAGE] }));
    expect((await updateKeyPolicy(manager, { maxLifetimeDays: 100 })).body.data.updateKeyPolicy.userErrors).toEqual([]);
    for (const scope of [MANAGE, KEYS, PROCESS_KEYS]) {
      const speaker = world().as(await world().key(acme, { scopes: [scope] }));
      expect((await policyOf(speaker)).maxLifetimeDays).toBe(100);
    }
    const { body } = await updateKeyPolicy(world().as(await world().key(acme, { scopes: [KEYS] })), {
      requiresNote: true,
    });
    expect([body.data, body.errors[0].extensions]).toEqual([
      { updateKeyPolicy: null },
      { code: 'FORBIDDEN', requiredScopes: [[MANAGE]] },
    ]);
    const reader = world().as(await world().key(acme, { scopes: [READ] }));
    expect(await policyOf(reader)).toBeNull();
  });

  it("changes no other organization's policy, and none of its keys", async () => {
    const [acme, other] = [await world().organization(), await world().organization('Other')];
    const input = { allowsAllScopes: false, enforcedFrom: '2026-11-20T00:00:00Z', force: true };
    await updateKeyPolicy(world().as(acme.key), input);
    expect(await policyOf(world().as(other.key))).toEqual(DEFAULT_POLICY);
    expect(await blockingColumns(world(), other.key)).toMatchObject({ blockedFrom: null, version: 1 });
  });
});
