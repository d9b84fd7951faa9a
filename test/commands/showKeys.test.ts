import { DAY_MS } from '../../src/clock';
import { createApiKey } from '../support/apiKeyMutations';
import { commandOn, jsonOf } from '../support/commandOn';
import { fromNow } from '../support/fromNow';
import { setPolicy } from '../support/keyPolicies';
import { addPerson } from '../support/people';
import { rotateApiKey } from '../support/rotations';
import { basic, sharedWorld, type TestKey, type TestOrganization } from '../support/world';

const EXPIRES_AT = fromNow(DAY_MS);
const INSTANT = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describe('latchkey keys', () => {
  const world = sharedWorld('sqlite');
  let acme: TestOrganization;

  beforeEach(async () => {
    world().now = Date.now(); // The command line has the real clock.
    acme = await world().organization();
  });

  const keys = (...args: string[]) => commandOn(world(), acme, ['keys', ...args]);

  /** The names of the keys that are listed. */
  async function listed(...args: string[]): Promise<string[]> {
    const rows: { name: string }[] = await jsonOf(world(), acme, 'keys', 'list', ...args);
    return rows.map(({ name }) => name).sort();
  }

  async function useIt(key: TestKey, userAgent: string): Promise<void> {
    const headers = { authorization: basic(key.value), 'user-agent': userAgent };
    await world().graphql({ query: 'query Import { viewer { name } }' }, headers);
    await world().app.services.keyUse.flush();
    await world().app.services.secretTraces.flush();
  }

  describe('show', () => {
    let older: TestKey;
    let newer: TestKey;
    beforeEach(async () => {
      older = await world().key(acme, { name: 'Nightly', scopes: ['workspace.process:read'] });
      ({ key: newer } = await rotateApiKey(world().as(acme.key), older));
    });

    it('says all that is known of a key, its secrets with their states, and who uses the older one', async () => {
      await useIt(older, 'nightly/1.0');
      const { id, user } = older;
      const shown = await keys('show', id);
      expect([shown.code, shown.stderr]).toEqual([0, '']);
      const rows = shown.stdout.split('\n').map((line) => line.split(/ {2,}/));
      expect(rows).toEqual([
        ['id', id],
        ['name', 'Nightly'],
        ['user', user],
        ['status', 'ACTIVE'],
        ['scopes', 'workspace.process:read'],
        ['expires', INSTANT],
        ['created', expect.stringMatching(/Z by operator$/)],
        ['last used', INSTANT],
        ['version', '2'],
        [''],
        ['SECRET', 'STATE', 'MADE', 'LAST USED', 'WORKS UNTIL', 'USED AFTER ITS END'],
        ['2', 'PENDING', INSTANT, 'never', INSTANT, '0'],
        ['1', 'CURRENT', INSTANT, INSTANT, INSTANT, '0'],
        [''],
        ['Clients that have used secret 1 since the rotation began:'],
        ['ADDRESS', 'LAST SEEN', 'OPERATION', 'AGENT'],
        ['127.0.0.1', INSTANT, 'Import', 'nightly/1.0'],
        [''],
      ]);
    });

    it('--json says the same, and never a value', async () => {
      await useIt(older, 'nightly/1.0');
      const { stdout } = await keys('show', older.id, '--json');
      const users = [{ address: '127.0.0.1', userAgent: 'nightly/1.0', operation: 'Import', lastSeenAt: INSTANT }];
      const unused = { createdAt: INSTANT, firstUsedAt: null, lastUsedAt: null, worksUntil: INSTANT, reuseCount: 0 };
      expect(JSON.parse(stdout)).toMatchObject({
        id: older.id,
        status: 'ACTIVE',
        createdById: null,
        policyViolations: [],
        secrets: [
          { ...unused, number: 2, state: 'PENDING', users: [] },
          { ...unused, number: 1, state: 'CURRENT', firstUsedAt: INSTANT, lastUsedAt: INSTANT, users },
        ],
      });
      for (const { pass } of [older, newer]) expect(stdout).not.toContain(pass);
    });

    it('says where nobody has used a secret since the rotation began, and nothing of users without a rotation', async () => {
      const sentence = 'Nobody is known to have used secret 1 since the rotation began.';
      expect((await keys('show', older.id)).stdout.trimEnd().split('\n').at(-1)).toBe(sentence);
      await keys('finish-rotation', older.id);
      expect((await keys('show', older.id)).stdout).not.toContain('since the rotation began');
    });

    it('passes nothing on to the terminal that would steer it', async () => {
      await useIt(older, 'evil\u009b2J');
      const { stdout } = await keys('show', older.id);
      expect(stdout).toMatch(/evil.?\?2J/);
      expect(stdout).not.toContain('\u009b');
    });

    it('says why a key has ended, which rules it breaks, and where the next line of a note is', async () => {
      await setPolicy(world(), acme, { maxLifetimeDays: 30, defaultLifetimeDays: 30 });
      await keys('delete', older.id, '--reason', 'unused', '--note', 'Nobody\nanswered');
      const { stdout } = await keys('show', older.id);
      expect(stdout).toMatch(/^status +DELETED$/m);
      expect(stdout).toMatch(/^reason +UNUSED\nend note {3}Nobody\n {11}answered\npolicy {5}breaks MAX_LIFETIME$/m);
    });
  });

  describe('list', () => {
    it('--status, in any case, several with commas between them', async () => {
      const [gone, off] = [await world().key(acme, { name: 'Gone' }), await world().key(acme, { name: 'Off' })];
      await keys('delete', gone.id);
      await keys('disable', off.id);
      expect(await listed('--status', 'Disabled')).toEqual(['Off']);
      expect(await listed('--status', 'disabled,DELETED')).toEqual(['Gone', 'Off']);
      expect(await listed('--status', 'active', '--status', 'deleted')).toEqual(['Gone', 'Key']);
      const unknown = await keys('list', '--status', 'asleep');
      expect(unknown.code).toBe(2);
      expect(unknown.stderr).toContain('Give one of: active, expired, disabled, blocked, deleted.');
    });

    it('--expires-within lists what will end, not what has', async () => {
      const { now } = world();
      const soon = await world().key(acme, { name: 'Soon', expiresAt: now + 13 * DAY_MS });
      await world().key(acme, { name: 'Later', expiresAt: now + 15 * DAY_MS });
      const over = await world().key(acme, { name: 'Over' });
      await world().rows('UPDATE "api_key" SET "expiresAt" = $1 WHERE "id" = $2', [now - 1, over.id]);
      expect(await listed('--expires-within', '14d')).toEqual(['Soon']);
      expect(await listed('--expires-within', '14d', '--status', 'expired')).toEqual(['Over']);
      await keys('disable', soon.id);
      expect(await listed('--expires-within', '336h')).toEqual(['Soon']);
    });

    it('--unused-for lists what nobody has used for so long, nor could have', async () => {
      const { now } = world();
      const [idle, used, old] = [
        await world().key(acme, { name: 'Idle' }),
        await world().key(acme, { name: 'Used' }),
        await world().key(acme, { name: 'Rotated' }),
      ];
      const ids = [idle.id, used.id, old.id];
      await world().rows(`UPDATE "api_key" SET "createdAt" = ${now - 40 * DAY_MS} WHERE "id" IN ($1, $2, $3)`, ids);
      await useIt(used, 'nightly/1.0');
      await rotateApiKey(world().as(acme.key), old);
      expect(await listed('--unused-for', '39d')).toEqual(['Idle']);
      expect(await listed('--unused-for', '41d')).toEqual([]);
    });

    it('--created-by takes the id or the name of who made them', async () => {
      const maker = await world().key(acme, { name: 'Maker' });
      const input = { name: 'Made', allScopes: true, expiresAt: EXPIRES_AT };
      await createApiKey(world().as(maker), input);
      expect(await listed('--created-by', maker.id)).toEqual(['Made']);
      expect(await listed('--created-by', 'maker')).toEqual(['Made']);
      expect(await listed('--created-by', 'operator')).toEqual(['Key', 'Maker']);
    });

    it('--created-by and --process end with 1 for a name or an id that there is not', async () => {
      const person = await addPerson(world(), acme);
      const maker = await world().key(acme, { name: 'Maker' });
      const idle = await world().process(acme);
      const known = [maker.id, 'maker', person.memberId, person.name, 'operator'];
      for (const made of known) expect((await keys('list', '--status', 'blocked', '--created-by', made)).code).toBe(0);
      expect(await listed('--process', idle.id)).toEqual([]);
      const unknown = '--created-by: There is no key and no member of this id or name.\n';
      expect(await keys('list', '--created-by', 'nobody')).toEqual({ code: 1, stdout: '', stderr: unknown });
      const gone = '--process: There is no such process.\n';
      expect(await keys('list', '--process', maker.id)).toEqual({ code: 1, stdout: '', stderr: gone });
    });
  });
});
