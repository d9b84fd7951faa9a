import { DAY_MS } from '../../src/clock';
import { newId } from '../../src/id';
import { commandOn, jsonOf } from '../support/commandOn';
import { setPolicy } from '../support/keyPolicies';
import { secretsOf, statesOf, statusesOf, use } from '../support/rotations';
import { sharedWorld, type TestKey, type TestOrganization } from '../support/world';

describe('latchkey keys rotate', () => {
  const world = sharedWorld('sqlite');
  let acme: TestOrganization;
  let key: TestKey;

  beforeEach(async () => {
    world().now = Date.now(); // The command line has the real clock.
    acme = await world().organization();
    key = await world().key(acme);
  });

  const keys = (...args: string[]) => commandOn(world(), acme, ['keys', ...args]);
  const states = () => statesOf(world(), acme.key, key);
  const untils = () => secretsOf(world(), acme.key, key, 'worksUntil') as Promise<string[]>;

  /** Rotates the key. Shape: the key with its new value. */
  async function rotate(...args: string[]): Promise<TestKey> {
    return { ...key, value: (await keys('rotate', key.id, ...args)).stdout.trim() };
  }

  it('prints the new value and nothing else; both values work, and the new one waits for its first use', async () => {
    const { code, stdout, stderr } = await keys('rotate', key.id);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(new RegExp(`^${key.user}:lks_\\w{49}\n$`));
    expect(await states()).toEqual(['2 PENDING', '1 CURRENT']);
    expect(await statusesOf(world(), key, { ...key, value: stdout.trim() })).toEqual([200, 200]);
  });

  it('--json prints the key with the number and the value of its new secret', async () => {
    expect(await jsonOf(world(), acme, 'keys', 'rotate', key.id)).toMatchObject({
      id: key.id,
      status: 'ACTIVE',
      version: 2,
      secretNumber: 2,
      value: expect.stringMatching(new RegExp(`^${key.user}:lks_\\w{49}$`)),
    });
  });

  it('--grace says how long the earlier value works on after the first use, a day if left out', async () => {
    const firstUses: [string[], number][] = [
      [[], DAY_MS],
      [['--grace', '12h'], DAY_MS / 2],
    ];
    for (const [args, graceMs] of firstUses) {
      const rotated = await rotate(...args);
      await use(world(), rotated);
      expect((await untils())[1]).toBe(new Date(world().now + graceMs).toISOString());
      expect((await keys('finish-rotation', key.id)).code).toBe(0);
    }
  });

  it('--now --grace 0 ends every earlier value at once', async () => {
    const first = await rotate();
    const second = await rotate('--now', '--grace', '0');
    expect(await states()).toEqual(['3 CURRENT', '2 CANCELLED', '1 RETIRED']);
    expect(await statusesOf(world(), key, first, second)).toEqual([401, 401, 200]);
  });

  it('--now starts the grace at once', async () => {
    await rotate('--now', '--grace', '30m');
    expect(await states()).toEqual(['2 CURRENT', '1 RETIRING']);
  });

  it('--expires-at sets the end of the key, by an instant or by days', async () => {
    await rotate('--expires-at', '180d');
    const [days = ''] = await untils();
    expect(Math.abs(Date.parse(days) - (Date.now() + 180 * DAY_MS))).toBeLessThan(DAY_MS);
    const at = new Date(world().now + 200 * DAY_MS).toISOString();
    await rotate('--expires-at', at);
    expect((await untils())[0]).toBe(at);
  });

  it('--finish silent, in any case, prints the value and returns where nobody watches', async () => {
    const { code, stdout, stderr } = await keys('rotate', key.id, '--finish', 'Silent');
    expect([code, stdout.length, stderr]).toEqual([0, key.value.length + 1, '']);
    const sql = 'SELECT "finish" FROM "api_key_secret" WHERE "apiKeyId" = $1 AND "number" = 2';
    expect(await world().rows(sql, [key.id])).toEqual([{ finish: 'SILENT' }]);
  });

  it('says in one sentence what to do where an earlier rotation is not over', async () => {
    await use(world(), await rotate());
    const [, until = ''] = await untils();
    expect(await keys('rotate', key.id)).toEqual({
      code: 1,
      stdout: '',
      stderr: `Secret 1 of this key retires until ${until}: wait, run \`latchkey keys finish-rotation ${key.id}\`, or after a leak rotate with --now --grace 0.\n`,
    });
  });

  it('is bound by the policy, and says in one sentence what is possible', async () => {
    await setPolicy(world(), acme, { maxLifetimeDays: 30, defaultLifetimeDays: 30, requiresNote: true });
    const { code, stdout, stderr } = await keys('rotate', key.id, '--expires-at', '31d');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr.split('\n')).toEqual([
      expect.stringMatching(/^--expires-at: A key may last 30 days at most: this one ends at the latest \S+Z\.$/),
      'The key policy asks for a note: say what the key is for; change the key with `latchkey keys update`, or the policy with `latchkey policy set`.',
      '',
    ]);
    const asItIs = await keys('rotate', key.id);
    expect(asItIs.stderr).toMatch(
      /^--expires-at: .* ends at the latest \S+Z\.\nThe key policy asks for a note: .*; change the key with `latchkey keys update`, or the policy with /,
    );
    expect(await states()).toEqual(['1 CURRENT']);
  });

  it("fails for another organization's key as for one that does not exist", async () => {
    const { key: foreign } = await world().organization('Globex');
    for (const id of [foreign.id, newId(world().now)]) {
      for (const verb of ['rotate', 'finish-rotation', 'show']) {
        expect(await keys(verb, id)).toEqual({ code: 1, stdout: '', stderr: 'There is no such API key.\n' });
      }
    }
  });

  it.each([
    [
      'a grace without a unit',
      ['--grace', '10'],
      /--grace <time>' argument '10' is invalid. Give a number with its unit/,
    ],
    ['an unknown finish', ['--finish', 'soon'], /Give one of: grace, silent\./],
    ['an end that is none', ['--expires-at', 'soon'], /Give an instant such as/],
    ['silence without a grace', ['--finish', 'silent', '--grace', '0'], /^--finish silent .* --grace 0 leaves none: /],
  ])('ends with 2 for %s', async (_what, args, stderr) => {
    expect(await keys('rotate', key.id, ...args)).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(stderr),
    });
  });

  it('ends with 1 for a grace that is too long, and names the option', async () => {
    const stderr = '--grace: A grace lasts 0 to 30d.\n';
    expect(await keys('rotate', key.id, '--grace', '31d')).toEqual({ code: 1, stdout: '', stderr });
  });

  it('finish-rotation says where nobody is known to have used the new value', async () => {
    await rotate();
    const unused = 'Nobody is known to have used it yet: make sure that it has arrived where it is needed.';
    expect((await keys('finish-rotation', key.id)).stdout).toBe(
      `Finished: secret 2 of ${key.id} alone works. ${unused}\n`,
    );
    await use(world(), await rotate());
    expect((await keys('finish-rotation', key.id)).stdout).toBe(`Finished: secret 3 of ${key.id} alone works.\n`);
  });

  it('finish-rotation ends the earlier value, and cancel-rotation the new one', async () => {
    const first = await rotate();
    expect(await keys('cancel-rotation', key.id)).toMatchObject({
      code: 0,
      stdout: `Cancelled: secret 1 of ${key.id} goes on.\n`,
    });
    const second = await rotate();
    const finished = await jsonOf(world(), acme, 'keys', 'finish-rotation', key.id);
    expect(finished).toMatchObject({ id: key.id, secretNumber: 3, version: 5 });
    expect(await statusesOf(world(), key, first, second)).toEqual([401, 401, 200]);
    expect(await keys('finish-rotation', key.id)).toEqual({
      code: 1,
      stdout: '',
      stderr: 'This key has one secret: there is nothing to finish.\n',
    });
  });
});
