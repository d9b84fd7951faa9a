import { DAY_MS } from '../../src/clock';
import { commandOn, jsonOf } from '../support/commandOn';
import { DEFAULT_POLICY } from '../support/keyPolicies';
import { statusesOf } from '../support/rotations';
import { sharedWorld, type TestOrganization } from '../support/world';

const INSTANT = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describe('latchkey policy', () => {
  const world = sharedWorld('sqlite');
  let acme: TestOrganization;

  beforeEach(async () => {
    world().now = Date.now(); // The command line has the real clock.
    acme = await world().organization();
  });

  const policy = (...args: string[]) => commandOn(world(), acme, ['policy', ...args]);
  const json = (...args: string[]) => jsonOf(world(), acme, 'policy', ...args);

  const EACH = {
    '--max-lifetime-days': '180',
    '--default-lifetime-days': '60',
    '--grantable-scopes': 'workspace.process:read, workspace.file:upload',
    '--allows-all-scopes': 'Off',
    '--max-keys-per-owner': '20',
    '--requires-note': 'on',
    '--disable-unused-after-days': '90',
    '--notice-days': '7,1',
    '--on-secret-reuse': 'Disable',
    '--enforced-from': '2027-02-01T00:00:00Z',
  };

  it('set takes every field in kebab case, leaves what is left out, and `none` sets back', async () => {
    expect(await json('set', ...Object.entries(EACH).flat())).toEqual({
      maxLifetimeDays: 180,
      defaultLifetimeDays: 60,
      grantableScopes: ['workspace.file:upload', 'workspace.process:read'],
      allowsAllScopes: false,
      maxKeysPerOwner: 20,
      requiresNote: true,
      disableUnusedAfterDays: 90,
      noticeDays: [7, 1],
      onSecretReuse: 'DISABLE',
      enforcedFrom: '2027-02-01T00:00:00.000Z',
      updatedAt: INSTANT,
      updatedBy: 'operator',
      version: 2,
    });
    expect(await json('set', '--max-keys-per-owner', '30')).toMatchObject({ maxKeysPerOwner: 30, requiresNote: true });
    const nones = Object.keys(EACH).flatMap((option) => [option, 'None']);
    const changed = { updatedAt: INSTANT, updatedBy: 'operator', version: 4 };
    expect(await json('set', ...nones)).toEqual({ ...DEFAULT_POLICY, ...changed });
  });

  it('show prints each field as set takes it', async () => {
    expect(await json('show')).toEqual(DEFAULT_POLICY);
    await policy('set', ...Object.entries(EACH).flat());
    const { stdout } = await policy('show');
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    expect(rows).toEqual([
      ['max-lifetime-days', '180'],
      ['default-lifetime-days', '60'],
      ['grantable-scopes', 'workspace.file:upload,workspace.process:read'],
      ['allows-all-scopes', 'off'],
      ['max-keys-per-owner', '20'],
      ['requires-note', 'on'],
      ['disable-unused-after-days', '90'],
      ['notice-days', '7,1'],
      ['on-secret-reuse', 'disable'],
      ['enforced-from', '2027-02-01T00:00:00.000Z'],
      ['changed', expect.stringMatching(/Z by operator$/)],
      ['version', '2'],
    ]);
    const same = rows.slice(0, 10).flatMap(([option = '', value = '']) => [`--${option}`, value]);
    expect(await json('set', ...same)).toMatchObject({ version: 2 });
  });

  it('--enforced-from takes days from now on, and a policy blocks the keys that do not comply', async () => {
    const later = await json('set', '--requires-note', 'on', '--enforced-from', '14d');
    expect(Math.abs(Date.parse(later.enforcedFrom) - (Date.now() + 14 * DAY_MS))).toBeLessThan(DAY_MS);
    expect(await statusesOf(world(), acme.key)).toEqual([200]);
    expect((await policy('set', '--enforced-from', '0d', '--force')).code).toBe(0);
    world().now = Date.now();
    expect(await statusesOf(world(), acme.key)).toEqual([401]);
  });

  it('set says how many keys it blocks, and how to see them', async () => {
    const { stdout } = await policy('set', '--requires-note', 'on', '--enforced-from', '0d');
    const harm = '1 key does not comply: `latchkey policy impact` names it. From now on it is refused.';
    expect(stdout.trimEnd().split('\n\n')).toEqual([expect.stringContaining('requires-note'), harm]);
    expect((await policy('set', '--enforced-from', 'none')).stdout).not.toContain('comply');
  });

  it('names a scope that there is not', async () => {
    const { code, stderr } = await policy('set', '--grantable-scopes', 'workspace.process:read,all');
    expect([code, stderr]).toEqual([1, '--grantable-scopes all: There is no scope of this name.\n']);
  });

  it('impact names the keys that would not comply, and changes nothing', async () => {
    const { id } = acme.key;
    const apiKey = expect.objectContaining({ id, name: 'Key' });
    const violations = ['MAX_LIFETIME', 'NOTE'];
    expect(await json('impact', '--max-lifetime-days', '90', '--requires-note', 'off')).toEqual({
      affectedCount: 0,
      keys: [],
    });
    const wish = ['--max-lifetime-days', '80', '--default-lifetime-days', '80', '--requires-note', 'on'];
    expect(await json('impact', ...wish)).toEqual({
      affectedCount: 1,
      keys: [{ apiKey, violations, lastUsedAt: null, requestsLast7Days: 0 }],
    });
    await world().key(acme);
    const { stdout } = await policy('impact', ...wish, '--first', '1');
    expect(stdout.split('\n')).toEqual([
      '2 keys would not comply. The 1 used last:',
      expect.stringMatching(/^ID {32}BREAKS {14}LAST USED {2}NAME$/),
      expect.stringMatching(/^\w{32} {2}MAX_LIFETIME, NOTE {2}never {6}Key$/),
      '',
    ]);
    expect((await policy('impact')).stdout).toBe('Every key would comply.\n');
    expect(await json('show')).toEqual(DEFAULT_POLICY);
  });

  it.each([
    ['set', '--max-lifetime-days', '367'],
    ['impact', '--max-lifetime-days', '367'],
  ])('%s ends with 1 for what cannot be, and names the option', async (...args) => {
    const stderr = '--max-lifetime-days: Give a number from 1 to 366.\n';
    expect(await policy(...args)).toEqual({ code: 1, stdout: '', stderr });
  });

  it('set names the option of a default that is above the maximum', async () => {
    const { code, stderr } = await policy('set', '--max-lifetime-days', '30');
    expect([code, stderr]).toEqual([
      1,
      '--default-lifetime-days: A key may last 30 days at most, and the default is 90: set --default-lifetime-days to 30 or less as well.\n',
    ]);
  });

  it.each([
    ['nothing to change', [], 'Say what to change; --help lists the options.'],
    ['a number that is none', ['--max-lifetime-days', 'many'], 'Give a whole number.'],
    ['a switch that is none', ['--requires-note', 'yes'], 'Give on or off, or none.'],
    ['an unknown word', ['--on-secret-reuse', 'panic'], 'Give one of: alert, disable.'],
  ])('set ends with 2 for %s', async (_what, args, sentence) => {
    const { code, stdout, stderr } = await policy('set', ...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(sentence);
  });

  it.each(['0', '101'])('impact ends with 2 for --first %s, and says what is possible', async (count) => {
    const { code, stdout, stderr } = await policy('impact', '--first', count);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Give a number from 1 to 100.');
  });

  it('binds the operator, who may give a note', async () => {
    await policy('set', '--requires-note', 'on');
    const create = ['keys', 'create', '--name', 'CI', '--scope', 'workspace.process:read', '--expires-at', '1d'];
    expect(await commandOn(world(), acme, create)).toEqual({
      code: 1,
      stdout: '',
      stderr: '--note: The key policy asks for a note: say what the key is for.\n',
    });
    expect(await jsonOf(world(), acme, ...create, '--note', 'Builds')).toMatchObject({ note: 'Builds' });
  });
});
