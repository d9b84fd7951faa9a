import { DAY_MS } from '../../src/clock';
import { describeOnEachEngine } from '../support/engines';
import { tokenOf, withToken } from '../support/oauth';
import { faultsOf, rotateApiKey, secretsOf, statesOf, statusesOf, use } from '../support/rotations';
import { NOW, sharedWorld, type TestKey, type TestOrganization } from '../support/world';

const MANAGE = 'workspace.admin.api_key:manage';
const MANAGE_OF_PROCESSES = 'workspace.process.api_key:manage';
const READ = 'workspace.process:read';
const ROTATE_SELF = 'workspace.api_key:rotate_self';
const HOUR_MS = 3_600_000;
const AT_ONCE = { startsAt: 'NOW', graceSeconds: 0 };

describeOnEachEngine('rotateApiKey', (engine) => {
  const world = sharedWorld(engine);

  /** Rotates a key as the organization's first one, and gives the codes of what was refused. */
  async function refusalsOf(acme: TestOrganization, key: TestKey, input: object = {}): Promise<string[]> {
    return faultsOf((await rotateApiKey(world().as(acme.key), key, input)).payload);
  }

  const withKey = async (wishes: object = {}) => {
    const acme = await world().organization();
    return { acme, key: await world().key(acme, wishes) };
  };

  it('gives a key another secret, shown once, which works at once and is pending until it is used', async () => {
    const { acme, key } = await withKey();
    const { key: next, payload } = await rotateApiKey(world().as(acme.key), key);
    expect(payload).toEqual({
      apiKey: { id: key.id },
      secret: {
        value: `${key.user}:${next.pass}`,
        user: key.user,
        pass: expect.stringMatching(/^lks_/),
        number: 2,
        expiresAt: '2027-02-21T12:00:00.000Z',
      },
      userErrors: [],
    });
    expect(await statesOf(world(), acme.key, key)).toEqual(['2 PENDING', '1 CURRENT']);
    expect(await statusesOf(world(), key, next)).toEqual([200, 200]);
  });

  it('lets the earlier secret retire from the first use of the new one on, for a day where nothing is said', async () => {
    const { acme, key } = await withKey();
    const { key: next } = await rotateApiKey(world().as(acme.key), key);
    world().now = NOW + 20 * DAY_MS; // No clock runs before.
    await use(world(), next);
    expect(await statesOf(world(), acme.key, key)).toEqual(['2 CURRENT', '1 RETIRING']);
    world().now += DAY_MS - 1;
    expect(await statusesOf(world(), key, next)).toEqual([200, 200]);
    world().now += 1;
    expect(await statusesOf(world(), key, next)).toEqual([401, 200]);
    expect(await statesOf(world(), acme.key, key)).toEqual(['2 CURRENT', '1 RETIRED']);
  });

  it('with NOW makes the new secret current at once, and the grace begins', async () => {
    const { acme, key } = await withKey();
    const { key: next } = await rotateApiKey(world().as(acme.key), key, { startsAt: 'NOW', graceSeconds: 60 });
    expect(await statesOf(world(), acme.key, key)).toEqual(['2 CURRENT', '1 RETIRING']);
    world().now += 60_000;
    expect(await statusesOf(world(), key, next)).toEqual([401, 200]);
  });

  it('with NOW and no grace ends every earlier secret at once', async () => {
    const { acme, key } = await withKey();
    const { key: pending } = await rotateApiKey(world().as(acme.key), key);
    const { key: next } = await rotateApiKey(world().as(acme.key), key, AT_ONCE);
    expect(await statusesOf(world(), key, pending, next)).toEqual([401, 401, 200]);
    expect(await statesOf(world(), acme.key, key)).toEqual(['3 CURRENT', '2 CANCELLED', '1 RETIRED']);
    await rotateApiKey(world().as(acme.key), key, { startsAt: 'NOW' });
    const { key: last } = await rotateApiKey(world().as(acme.key), key, AT_ONCE);
    expect(await statusesOf(world(), next, last)).toEqual([401, 200]);
    expect((await statesOf(world(), acme.key, key)).slice(0, 3)).toEqual(['5 CURRENT', '4 RETIRED', '3 RETIRED']);
  });

  it('sent again while a secret is pending takes that one back, and makes another', async () => {
    const { acme, key } = await withKey();
    const { key: lost } = await rotateApiKey(world().as(acme.key), key);
    const { key: next } = await rotateApiKey(world().as(acme.key), key);
    expect(await statesOf(world(), acme.key, key)).toEqual(['3 PENDING', '2 CANCELLED', '1 CURRENT']);
    expect(await statusesOf(world(), key, lost, next)).toEqual([200, 401, 200]);
  });

  it('is a CONFLICT while a secret retires, which names the instant, until that one is over', async () => {
    const { acme, key } = await withKey();
    await rotateApiKey(world().as(acme.key), key, { startsAt: 'NOW' });
    const { payload } = await rotateApiKey(world().as(acme.key), key);
    expect(payload).toEqual({
      apiKey: { id: key.id },
      secret: null,
      userErrors: [
        {
          code: 'CONFLICT',
          message:
            'Secret 1 of this key retires until 2026-11-24T12:00:00.000Z: finish that rotation, wait for its end, or rotate with startsAt NOW and graceSeconds 0.',
          path: ['input', 'id'],
        },
      ],
    });
    expect(await refusalsOf(acme, key, { startsAt: 'NOW' })).toEqual(['CONFLICT input.id']);
    world().now += DAY_MS;
    expect(await refusalsOf(acme, key)).toEqual([]);
    expect(await statesOf(world(), acme.key, key)).toEqual(['3 PENDING', '2 CURRENT', '1 RETIRED']);
  });

  it.each([
    [-1, ['INVALID input.graceSeconds']],
    [0, []],
    [2_592_000, []],
    [2_592_001, ['INVALID input.graceSeconds']],
    [2_147_483_647, ['INVALID input.graceSeconds']],
  ])('of a grace of %s seconds says %j', async (graceSeconds, said) => {
    const { acme, key } = await withKey();
    expect(await refusalsOf(acme, key, { graceSeconds })).toEqual(said);
  });

  it('takes null for what is left out', async () => {
    const { acme, key } = await withKey();
    const left = { graceSeconds: null, startsAt: null, finish: null, expiresAt: null, version: null };
    const { key: next } = await rotateApiKey(world().as(acme.key), key, left);
    await use(world(), next);
    world().now += DAY_MS - 1;
    expect(await statusesOf(world(), key, next)).toEqual([200, 200]);
  });

  it('lets no earlier secret outlast the key as it was, whatever its new end and the grace', async () => {
    const { acme, key } = await withKey({ expiresAt: NOW + HOUR_MS });
    const later = { expiresAt: '2026-12-23T12:00:00.000Z' };
    const { key: next, payload } = await rotateApiKey(world().as(acme.key), key, later);
    expect(payload.secret.expiresAt).toBe('2026-12-23T12:00:00.000Z');
    const ends = () => secretsOf(world(), acme.key, key, 'worksUntil');
    expect(await ends()).toEqual(['2026-12-23T12:00:00.000Z', '2026-11-23T13:00:00.000Z']);
    world().now += HOUR_MS - 1;
    await use(world(), next);
    expect(await ends()).toEqual(['2026-12-23T12:00:00.000Z', '2026-11-23T13:00:00.000Z']);
    expect(await statusesOf(world(), key, next)).toEqual([200, 200]);
    world().now += 1;
    expect(await statusesOf(world(), key, next)).toEqual([401, 200]);
  });

  it('brings the end of the key forward for both secrets', async () => {
    const { acme, key } = await withKey();
    const { key: next } = await rotateApiKey(world().as(acme.key), key, { expiresAt: '2026-11-23T13:00:00.000Z' });
    world().now += HOUR_MS;
    expect(await statusesOf(world(), key, next)).toEqual([401, 401]);
  });

  it.each([
    ['2026-11-23T12:00:00.000Z', ['EXPIRES_IN_PAST input.expiresAt']],
    ['2027-11-24T12:00:00.001Z', ['EXPIRES_TOO_LATE input.expiresAt']],
    ['2027-02-21T12:00:00.001Z', ['EXPIRES_TOO_LATE input.expiresAt']], // The caller ends a millisecond earlier.
    ['2027-02-21T12:00:00.000Z', []],
  ])('of a new end at %s says %j', async (expiresAt, said) => {
    const { acme, key } = await withKey({ expiresAt: NOW + DAY_MS });
    expect(await refusalsOf(acme, key, { expiresAt })).toEqual(said);
  });

  it('gives no power back that the caller does not have: neither scopes nor an end', async () => {
    const acme = await world().organization();
    const wide = await world().key(acme, { scopes: [MANAGE, READ] });
    const manager = await world().key(acme, { scopes: [MANAGE], expiresAt: NOW + DAY_MS });
    const narrow = await world().key(acme, { scopes: [MANAGE] });
    const faults = async (key: TestKey, input: object = {}) =>
      faultsOf((await rotateApiKey(world().as(manager), key, input)).payload);
    expect(await faults(wide)).toEqual(['SCOPE_NOT_GRANTABLE input.id', 'EXPIRES_TOO_LATE input.expiresAt']);
    expect(await faults(narrow)).toEqual(['EXPIRES_TOO_LATE input.expiresAt']);
    expect(await faults(narrow, { expiresAt: '2026-11-24T12:00:00.000Z' })).toEqual([]);
  });

  it('refuses a key that does not work with NOT_ACTIVE, and revives none', async () => {
    const acme = await world().organization();
    const state = async (column: string, value: number) => {
      const key = await world().key(acme);
      await world().rows(`UPDATE "api_key" SET "${column}" = $1 WHERE "id" = $2`, [value, key.id]);
      return [await refusalsOf(acme, key, AT_ONCE), await refusalsOf(acme, key), await statusesOf(world(), key)];
    };
    const refused = [['NOT_ACTIVE input.id'], ['NOT_ACTIVE input.id'], [401]];
    expect(await state('expiresAt', NOW)).toEqual(refused);
    expect(await state('disabledAt', NOW)).toEqual(refused);
    expect(await state('blockedFrom', NOW)).toEqual(refused);
    expect(await state('deletedAt', NOW)).toEqual([['NOT_FOUND input.id'], ['NOT_FOUND input.id'], [401]]);
  });

  it('finds no key of another organization, nor one that its caller may not manage', async () => {
    const { acme, key } = await withKey();
    const other = await world().organization('Other');
    const process = await world().process(acme);
    const ofProcess = await world().key(acme, { processId: process.id });
    const manager = await world().key(acme, { scopes: [MANAGE_OF_PROCESSES] });
    expect(await refusalsOf(other, key)).toEqual(['NOT_FOUND input.id']);
    expect(await refusalsOf(acme, { ...key, id: 'no id\u0000' })).toEqual(['NOT_FOUND input.id']);
    expect(faultsOf((await rotateApiKey(world().as(manager), key)).payload)).toEqual(['NOT_FOUND input.id']);
    expect(faultsOf((await rotateApiKey(world().as(manager), ofProcess)).payload)).toEqual([
      'SCOPE_NOT_GRANTABLE input.id',
    ]);
  });

  it('changes nothing else of a key, and counts the change', async () => {
    const { acme, key } = await withKey({ scopes: [READ] });
    const document = `{ apiKey(id: "${key.id}") { name user scopes expiresAt createdAt version } }`;
    const before = (await world().as(acme.key).run(document)).body.data.apiKey;
    await rotateApiKey(world().as(acme.key), key, AT_ONCE);
    const { body } = await world().as(acme.key).run(document);
    expect(body.data.apiKey).toEqual({ ...before, version: 2 });
    expect(await world().rows('SELECT "newestSecretAt" FROM "api_key" WHERE "id" = $1', [key.id])).toEqual([
      { newestSecretAt: NOW },
    ]);
  });

  it('assumes a version only where one is given, and refuses an earlier one and one of the future', async () => {
    const { acme, key } = await withKey();
    expect(await refusalsOf(acme, key, { version: 2 })).toEqual(['CONFLICT input.version']);
    expect(await refusalsOf(acme, key, { version: 1 })).toEqual([]);
    const { payload } = await rotateApiKey(world().as(acme.key), key, { version: 1 });
    expect([payload.apiKey, payload.secret, faultsOf(payload)]).toEqual([
      { id: key.id },
      null,
      ['CONFLICT input.version'],
    ]);
    expect(await refusalsOf(acme, key)).toEqual([]);
  });

  describe('by the key itself', () => {
    const withItself = (wishes: object = {}) => withKey({ scopes: [ROTATE_SELF, READ], ...wishes });

    it('rotates that key and no other, and learns its secret, not the key', async () => {
      const { acme, key } = await withItself();
      const { body } = await world()
        .as(key)
        .run(`mutation { rotateApiKey(input: { id: "${key.id}" }) {
        apiKey { id name } secret { number expiresAt } userErrors { code }
      } }`);
      expect(body.data.rotateApiKey).toEqual({
        apiKey: null,
        secret: { number: 2, expiresAt: '2027-02-21T12:00:00.000Z' },
        userErrors: [],
      });
      expect(body.errors.map(({ extensions }: { extensions: object }) => extensions)).toEqual([
        { code: 'FORBIDDEN', requiredScopes: [[MANAGE], [MANAGE_OF_PROCESSES]] },
      ]);
      const { payload } = await rotateApiKey(world().as(key), key);
      expect([payload.apiKey, payload.secret.number]).toEqual([{ id: key.id }, 3]);
      expect(faultsOf((await rotateApiKey(world().as(key), acme.key)).payload)).toEqual(['NOT_FOUND input.id']);
    });

    it('shows nothing more of itself to a key that manages keys of processes alone', async () => {
      const { acme, key } = await withKey({ scopes: [ROTATE_SELF, MANAGE_OF_PROCESSES] });
      const { body } = await world()
        .as(key)
        .run(`mutation { rotateApiKey(input: { id: "${key.id}" }) {
        apiKey { name } secret { number } userErrors { code }
      } }`);
      expect(body.data.rotateApiKey).toEqual({ apiKey: null, secret: { number: 2 }, userErrors: [] });
      expect(body.errors[0].extensions).toEqual({ code: 'FORBIDDEN', requiredScopes: [[MANAGE]] });
      expect(await statesOf(world(), acme.key, key)).toEqual(['2 PENDING', '1 CURRENT']);
    });

    it('waits where its first use is not written down, and takes no secret back for that', async () => {
      const { acme, key } = await withItself();
      await rotateApiKey(world().as(acme.key), key);
      const pending = async () => ({
        scopes: new Set<string>(),
        expiresAt: null,
        secret: { number: 2, state: 'PENDING' } as const,
      });
      const caller = { ...world().operator(acme), apiKeyId: key.id, asItIs: pending };
      const rotating = world().app.services.rotations.cancelRotation(caller, { id: key.id });
      await expect(rotating).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
      expect(await statesOf(world(), acme.key, key)).toEqual(['2 PENDING', '1 CURRENT']);
    });

    it('needs the scope: a key without it is refused', async () => {
      const { key } = await withKey({ scopes: [READ] });
      const { payload } = await rotateApiKey(world().as(key), key);
      expect(payload.errors[0].extensions).toEqual({
        code: 'FORBIDDEN',
        requiredScopes: [[MANAGE], [MANAGE_OF_PROCESSES], [ROTATE_SELF]],
      });
    });

    it('cannot move its end later, and may bring it forward', async () => {
      const { acme, key } = await withItself({ expiresAt: NOW + DAY_MS });
      const faults = async (input: object) => faultsOf((await rotateApiKey(world().as(key), key, input)).payload);
      const later = { expiresAt: '2026-11-24T12:00:00.001Z' };
      expect(await faults(later)).toEqual(['EXPIRES_TOO_LATE input.expiresAt']);
      expect(await faults({ expiresAt: '2026-11-24T11:00:00.000Z' })).toEqual([]);
      expect(await faults({})).toEqual([]); // The one before is taken back, and with it the end that it brought.
      expect(await secretsOf(world(), acme.key, key, 'worksUntil')).toEqual([
        '2026-11-24T12:00:00.000Z',
        '2026-11-23T12:00:00.000Z',
        '2026-11-24T12:00:00.000Z',
      ]);
    });

    it('by a secret that retires, or a token of it, is NOT_ACTIVE, before any CONFLICT', async () => {
      const { acme, key } = await withItself();
      const token = await tokenOf(world().url, key);
      await rotateApiKey(world().as(acme.key), key, { startsAt: 'NOW' });
      const faults = async (input: object) => faultsOf((await rotateApiKey(world().as(key), key, input)).payload);
      expect(await faults({})).toEqual(['NOT_ACTIVE input.id']);
      expect(await faults({ ...AT_ONCE, version: 1 })).toEqual(['NOT_ACTIVE input.id']);
      const byToken = await rotateApiKey(withToken(world().url, token), key, AT_ONCE);
      expect(faultsOf(byToken.payload)).toEqual(['NOT_ACTIVE input.id']);
    });

    it('by a token that holds less is SCOPE_NOT_GRANTABLE: it would get back what it gave up', async () => {
      const { key } = await withItself();
      const token = await tokenOf(world().url, key, { scope: ROTATE_SELF });
      const { payload } = await rotateApiKey(withToken(world().url, token), key);
      expect(faultsOf(payload)).toEqual(['SCOPE_NOT_GRANTABLE input.id']);
    });

    it('gets a thousand secrets a day from itself, and those that others give it: LIMIT_REACHED', async () => {
      const { acme, key } = await withItself();
      const { key: next } = await rotateApiKey(world().as(key), key, AT_ONCE);
      await world().rows('UPDATE "throttle" SET "count" = 999', []);
      const { key: last } = await rotateApiKey(world().as(next), key, AT_ONCE);
      const { payload } = await rotateApiKey(world().as(last), key);
      const message =
        'The caller gave this key 1,000 secrets within a day. Wait until 2026-11-24T12:00:00.000Z; if its secrets leaked, disable it.';
      expect(payload.userErrors).toEqual([{ code: 'LIMIT_REACHED', message, path: ['input', 'id'] }]);
      expect(await statesOf(world(), acme.key, key)).toEqual(['3 CURRENT', '2 RETIRED', '1 RETIRED']);
      const { key: others } = await rotateApiKey(world().as(acme.key), key, AT_ONCE);
      expect(await statusesOf(world(), last, others)).toEqual([401, 200]);
      world().now += DAY_MS;
      expect(faultsOf((await rotateApiKey(world().as(others), key)).payload)).toEqual([]);
    });

    it('by its pending secret is a use of that one, and a CONFLICT while the earlier one retires', async () => {
      const { acme, key } = await withItself();
      const { key: next } = await rotateApiKey(world().as(key), key);
      expect(faultsOf((await rotateApiKey(world().as(next), key)).payload)).toEqual(['CONFLICT input.id']);
      await world().app.services.keyUse.flush();
      expect(await statesOf(world(), acme.key, key)).toEqual(['2 CURRENT', '1 RETIRING']);
      const { key: last } = await rotateApiKey(world().as(next), key, AT_ONCE);
      expect(await statusesOf(world(), key, next, last)).toEqual([401, 401, 200]);
    });
  });
});
