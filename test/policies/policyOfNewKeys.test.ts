import { SHIPPED_SCOPES } from '../../src/access/SHIPPED_SCOPES';
import { DAY_MS } from '../../src/clock';
import { createApiKey, deleteApiKey, EXPIRES_AT } from '../support/apiKeyMutations';
import { describeOnEachEngine } from '../support/engines';
import { setPolicy, updateKeyPolicy } from '../support/keyPolicies';
import { NOW, sharedWorld, type TestOrganization } from '../support/world';

const KEYS = 'workspace.admin.api_key:manage';
const READ = 'workspace.process:read';
const UPDATE = 'workspace.process:update';
const ALL = SHIPPED_SCOPES.map(({ name }) => name);
const ALL_OF_PROCESS = SHIPPED_SCOPES.filter(({ grantableTo }) => grantableTo.includes('PROCESS')).map(
  ({ name }) => name,
);
const INPUT = { name: 'CI', scopes: [READ], expiresAt: EXPIRES_AT };

describeOnEachEngine('a new key', (engine) => {
  const world = sharedWorld(engine);

  /** What came of a creation. Shape: the key's scopes, or its refusals. */
  async function outcomeOf(acme: TestOrganization, changes: object): Promise<unknown> {
    const document = `mutation ($input: CreateApiKeyInput!) {
      createApiKey(input: $input) { apiKey { scopes } secret { user } userErrors { code message path } }
    }`;
    const { body } = await world()
      .as(acme.key)
      .run(document, { input: { ...INPUT, ...changes } });
    const { apiKey, secret, userErrors } = body.data.createApiKey;
    expect(apiKey === null).toBe(secret === null);
    return apiKey?.scopes ?? userErrors;
  }

  it('lasts as long as the policy says, and not a second longer: the refusal says until when', async () => {
    const acme = await world().organization();
    await setPolicy(world(), acme, { maxLifetimeDays: 30, defaultLifetimeDays: 30 });
    world().now = Date.parse('2026-11-23T12:00:00.678Z');
    const message = 'A key may last 30 days at most: this one ends at the latest 2026-12-23T12:00:00Z.';
    const refused = [{ code: 'EXPIRES_TOO_LATE', message, path: ['input', 'expiresAt'] }];
    expect(await outcomeOf(acme, { expiresAt: '2026-12-23T12:00:00.679Z' })).toEqual(refused);
    expect(await outcomeOf(acme, { expiresAt: '2026-12-23T12:00:00Z' })).toEqual([READ]);
  });

  it('holds scopes that the policy grants: each other one is refused at its place', async () => {
    const acme = await world().organization();
    await setPolicy(world(), acme, { grantableScopes: [READ, KEYS] });
    const message = `The key policy lets no key hold ${UPDATE}: the query scopes shows which are grantable.`;
    expect(await outcomeOf(acme, { scopes: [READ, UPDATE] })).toEqual([
      { code: 'POLICY', message, path: ['input', 'scopes', '1'] },
    ]);
    expect(await outcomeOf(acme, { scopes: [READ] })).toEqual([READ]);
    expect(await outcomeOf(acme, { scopes: undefined, allScopes: true })).toEqual([READ, KEYS]);
  });

  it('has as many scopes as Scope.grantable shows', async () => {
    const acme = await world().organization();
    await setPolicy(world(), acme, { grantableScopes: [READ, KEYS] });
    const { body } = await world().as(acme.key).run('{ scopes { name grantable } }');
    const grantable = body.data.scopes.filter((scope: { grantable: boolean }) => scope.grantable);
    expect(grantable.map(({ name }: { name: string }) => name)).toEqual([READ, KEYS]);
  });

  it('never has all scopes where the policy forbids that, written out one by one or not', async () => {
    const acme = await world().organization();
    const { id: processId } = await world().process(acme);
    await setPolicy(world(), acme, { allowsAllScopes: false });
    const message = 'The key policy lets no key hold every scope: name those that it needs.';
    const refused = [{ code: 'POLICY', message, path: ['input', 'scopes'] }];
    expect(await outcomeOf(acme, { scopes: undefined, allScopes: true })).toEqual(refused);
    expect(await outcomeOf(acme, { scopes: [...ALL].reverse() })).toEqual(refused);
    expect(await outcomeOf(acme, { scopes: ALL_OF_PROCESS, processId })).toEqual(refused);
    expect(await outcomeOf(acme, { scopes: ALL.slice(1) })).toEqual(ALL.slice(1));
    expect(await outcomeOf(acme, { scopes: ALL_OF_PROCESS })).toEqual(ALL_OF_PROCESS);
    expect(await outcomeOf(acme, { scopes: ALL_OF_PROCESS.slice(1), processId })).toEqual(ALL_OF_PROCESS.slice(1));
  });

  it('never has all that its caller may grant where the policy forbids all, though that is not every scope', async () => {
    const acme = await world().organization();
    const narrow = await world().key(acme, { scopes: [KEYS, READ] });
    await setPolicy(world(), acme, { allowsAllScopes: false });
    const input = { ...INPUT, scopes: undefined, allScopes: true };
    const { body } = await createApiKey(world().as(narrow), input);
    expect(body.data.createApiKey.userErrors).toEqual([{ code: 'POLICY', path: ['input', 'scopes'] }]);
  });

  it('has a note where the policy asks for one', async () => {
    const acme = await world().organization();
    await setPolicy(world(), acme, { requiresNote: true });
    const message = 'The key policy asks for a note: say what the key is for.';
    const refused = [{ code: 'POLICY', message, path: ['input', 'note'] }];
    for (const note of [undefined, null, '', ' \n ']) expect(await outcomeOf(acme, { note })).toEqual(refused);
    expect(await outcomeOf(acme, { note: 'For CI.' })).toEqual([READ]);
  });

  it('is told all that is wrong at once, by the law of its caller first', async () => {
    const acme = await world().organization();
    await setPolicy(world(), acme, {
      maxLifetimeDays: 9,
      defaultLifetimeDays: 9,
      grantableScopes: [READ],
      requiresNote: true,
    });
    const refusals = await outcomeOf(acme, {
      scopes: ['workspace.all:all', UPDATE],
      expiresAt: '2027-12-01T00:00:00Z',
    });
    expect(refusals).toMatchObject([
      { code: 'UNKNOWN_SCOPE', path: ['input', 'scopes', '0'] },
      {
        code: 'EXPIRES_TOO_LATE',
        path: ['input', 'expiresAt'],
        message: "A key cannot outlast the caller's own: viewer { expiresAt } says when that ends.",
      },
      { code: 'POLICY', path: ['input', 'scopes', '1'] },
      { code: 'POLICY', path: ['input', 'note'] },
    ]);
  });

  it("is refused with LIMIT_REACHED where its owner has as many; others' keys, and ended ones, do not count", async () => {
    const acme = await world().organization();
    const processes = [await world().process(acme, 'A'), await world().process(acme, 'B')];
    const ofProcess = await world().key(acme, { processId: processes[0]?.id ?? '', scopes: [READ] });
    await world().key(acme, { name: 'Brief', scopes: [READ], expiresAt: NOW + DAY_MS });
    await setPolicy(world(), acme, { maxKeysPerOwner: 1 });
    const refused = (owner: string) => {
      const allowed = `The key policy allows 1 API key of ${owner}.`;
      const message = `${allowed} Delete one that nobody uses; deleted and expired keys do not count.`;
      return [{ code: 'LIMIT_REACHED', message, path: ['input'] }];
    };
    expect(await outcomeOf(acme, {})).toEqual(refused('the organization itself'));
    expect(await outcomeOf(acme, { processId: processes[0]?.id })).toEqual(refused('one process'));
    expect(await outcomeOf(acme, { processId: processes[1]?.id })).toEqual([READ]);
    expect(await outcomeOf(acme, { processId: processes[1]?.id })).toEqual(refused('one process'));
    await deleteApiKey(world().as(acme.key), ofProcess.id);
    expect(await outcomeOf(acme, { processId: processes[0]?.id })).toEqual([READ]);
    await setPolicy(world(), acme, { maxKeysPerOwner: 2 });
    expect(await outcomeOf(acme, {})).toEqual(
      refused('the organization itself').map((each) => ({
        ...each,
        message: each.message.replace('1 API key ', '2 API keys '),
      })),
    );
    world().now = NOW + DAY_MS;
    expect(await outcomeOf(acme, {})).toEqual([READ]);
  });

  it('takes the last place of its owner once: of 50 at once, of two servers on PostgreSQL', async () => {
    const acme = await world().organization();
    await setPolicy(world(), acme, { maxKeysPerOwner: 4 });
    const servers = engine === 'postgres' ? [world(), await world().secondServer()] : [world()];
    // Asked of the services: requests over HTTP come one after the other.
    const input = { ...INPUT, expiresAt: NOW + DAY_MS };
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_none, index) => {
        const { apiKeys } = (servers[index % servers.length] ?? world()).app.services;
        return apiKeys.createApiKey(world().operator(acme), input);
      }),
    );
    const codes = answers.map(({ userErrors }) => userErrors[0]?.code ?? 'MADE');
    expect(codes.filter((code) => code === 'MADE')).toHaveLength(3);
    expect(codes.filter((code) => code === 'LIMIT_REACHED')).toHaveLength(47);
  });

  it('beside a new policy at once complies, or is blocked by it', async () => {
    const acme = await world().organization();
    const servers = engine === 'postgres' ? [world(), await world().secondServer()] : [world()];
    const strict = { grantableScopes: [UPDATE], enforcedFrom: '2026-11-23T00:00:00Z' };
    const [made] = await Promise.all([
      Promise.all(
        Array.from({ length: 20 }, (_none, index) =>
          createApiKey((servers[index % servers.length] ?? world()).as(acme.key), { ...INPUT, name: `CI ${index}` }),
        ),
      ),
      updateKeyPolicy(world().as(acme.key), { ...strict, force: true }),
    ]);
    // Once the policy is there, the caller's own key is blocked, too.
    const outcomes = made.map(({ status, body }) =>
      status === 401 ? 401 : (body.data.createApiKey.userErrors[0]?.code ?? 'MADE'),
    );
    expect(outcomes.filter((outcome) => !['MADE', 401, 'POLICY'].includes(outcome))).toEqual([]);
    const sql = 'SELECT "blockedFrom" FROM "api_key" WHERE "organizationId" = $1';
    const rows = await world().rows<{ blockedFrom: number }>(sql, [acme.id]);
    expect(rows).toHaveLength(1 + outcomes.filter((outcome) => outcome === 'MADE').length);
    expect(new Set(rows.map(({ blockedFrom }) => blockedFrom))).toEqual(new Set([Date.parse('2026-11-23T00:00:00Z')]));
  });
});
