import { DAY_MS } from '../../src/clock';
import { createApiKey } from '../support/apiKeyMutations';
import { commandOn, jsonOf } from '../support/commandOn';
import { fromNow } from '../support/fromNow';
import { setPolicy } from '../support/keyPolicies';
import { statesOf, statusesOf } from '../support/rotations';
import { sharedWorld, type TestKey, type TestOrganization } from '../support/world';

const EXPIRES_AT = fromNow(DAY_MS);

/** What is said of a blocked key. */
const BREAKS = '`latchkey keys show` names what it breaks.';

describe('latchkey keys update, disable, enable, delete and restore', () => {
  const world = sharedWorld('sqlite');
  let acme: TestOrganization;
  let key: TestKey;

  beforeEach(async () => {
    world().now = Date.now(); // The command line has the real clock.
    acme = await world().organization();
    key = await world().key(acme);
  });

  const keys = (...args: string[]) => commandOn(world(), acme, ['keys', ...args]);
  const json = (...args: string[]) => jsonOf(world(), acme, 'keys', ...args);

  async function childOf(maker: TestKey): Promise<TestKey> {
    const input = { name: 'Child', allScopes: true, expiresAt: EXPIRES_AT };
    const { apiKey, secret } = (await createApiKey(world().as(maker), input)).body.data.createApiKey;
    return { id: apiKey.id, ...secret };
  }

  it('update changes what is named and leaves the rest', async () => {
    const done = { code: 0, stdout: `Changed ${key.id}.\n`, stderr: '' };
    expect(await keys('update', key.id, '--name', 'Nightly', '--note', 'Imports')).toEqual(done);
    const fewer = ['workspace.process:read', 'workspace.file:upload'];
    const at = new Date(world().now + DAY_MS).toISOString();
    const changed = {
      name: 'Nightly',
      note: 'Imports',
      scopes: expect.arrayContaining(fewer),
      expiresAt: at,
      version: 3,
    };
    expect(await json('update', key.id, '--scope', ...fewer, '--expires-at', at)).toMatchObject(changed);
    const same = { code: 0, stdout: `${key.id} is like that already.\n`, stderr: '' };
    expect(await keys('update', key.id, '--name', 'Nightly')).toEqual(same);
    expect(await json('update', key.id, '--note', '')).toMatchObject({ name: 'Nightly', note: null, version: 4 });
  });

  it('update never widens a key, and says which option is to blame', async () => {
    await keys('update', key.id, '--scope', 'workspace.process:read');
    const { code, stderr } = await keys('update', key.id, '--scope', 'workspace.file:upload', '--expires-at', '366d');
    expect([code, stderr.trimEnd().split('\n')]).toEqual([
      1,
      [
        '--scope workspace.file:upload: The key does not hold workspace.file:upload, and a key is never widened.',
        '--expires-at: The end of a key can be brought forward only.',
      ],
    ]);
    const nothing = await keys('update', key.id);
    expect(nothing).toEqual({ code: 2, stdout: '', stderr: 'Say what to change; --help lists the options.\n' });
    const { key: foreign } = await world().organization('Globex');
    for (const id of [foreign.id, 'x']) {
      const missing = { code: 1, stdout: '', stderr: 'There is no such API key.\n' };
      expect(await keys('update', id, '--name', 'Mine')).toEqual(missing);
    }
  });

  it('update has a blocked key comply, whole', async () => {
    const policy = { requiresNote: true, maxLifetimeDays: 30, defaultLifetimeDays: 30, enforcedFrom: world().now };
    await setPolicy(world(), acme, policy);
    const half = await keys('update', key.id, '--expires-at', '20d');
    expect(half).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'The key policy asks for a note: say what the key is for; mend all that it breaks in one command, or change the policy with `latchkey policy set`.\n',
    });
    const named = await keys('update', key.id, '--name', 'Nightly');
    expect(named.stdout).toBe(`Changed ${key.id}. It does not work: it is BLOCKED. ${BREAKS}\n`);
    expect(await statusesOf(world(), key)).toEqual([401]);
    const whole = await keys('update', key.id, '--expires-at', '20d', '--note', 'Imports');
    expect(whole).toEqual({ code: 0, stdout: `Changed ${key.id}.\n`, stderr: '' });
    expect(await statusesOf(world(), key)).toEqual([200]);
  });

  it('disable ends a key until it is enabled, and keeps the reason and the note', async () => {
    const done = { code: 0, stdout: `Disabled ${key.id}.\n`, stderr: '' };
    expect(await keys('disable', key.id, '--reason', 'Superseded', '--note', 'Moved to vault')).toEqual(done);
    expect(await statusesOf(world(), key)).toEqual([401]);
    const shown = { status: 'DISABLED', endReason: 'SUPERSEDED', endNote: 'Moved to vault' };
    expect(await json('show', key.id)).toMatchObject(shown);
    expect(await keys('enable', key.id)).toMatchObject({ code: 0, stdout: `Enabled ${key.id}.\n` });
    expect(await statusesOf(world(), key)).toEqual([200]);
    expect(await keys('enable', key.id)).toMatchObject({ code: 0, stdout: `${key.id} was enabled already.\n` });
  });

  it('a compromised key is enabled with a new secret alone, whose value is all that is printed', async () => {
    expect(await json('disable', key.id, '--reason', 'compromised')).toMatchObject({
      id: key.id,
      status: 'DISABLED',
      endReason: 'COMPROMISED',
      affectedCount: 1,
      workingApiKeys: [],
    });
    const stderr = 'Somebody else may have the secret of this key: give --replace-secret.\n';
    expect(await keys('enable', key.id)).toEqual({ code: 1, stdout: '', stderr });
    const { code, stdout } = await keys('enable', key.id, '--replace-secret');
    expect([code, stdout]).toEqual([0, expect.stringMatching(new RegExp(`^${key.user}:lks_\\w{49}\n$`))]);
    expect(await statusesOf(world(), key, { ...key, value: stdout.trim() })).toEqual([401, 200]);
    expect(await statesOf(world(), acme.key, key)).toEqual(['2 CURRENT', '1 RETIRED']);
  });

  it('enable --replace-secret prints no value for a key that is enabled, and says what to do', async () => {
    const stderr = `${key.id} is enabled, and keeps its secret: \`latchkey keys rotate\` gives it another.\n`;
    expect(await keys('enable', key.id, '--replace-secret')).toEqual({ code: 1, stdout: '', stderr });
    const shown = { affectedCount: 0, secretNumber: null, value: null };
    expect(await json('enable', key.id, '--replace-secret')).toMatchObject(shown);
  });

  it('--cascade reaches the keys that the key made, and those that they made', async () => {
    const child = await childOf(key);
    const grandchild = await childOf(child);
    const alone = await keys('disable', key.id);
    expect(alone.stdout).toContain('These API keys still work.');
    expect(alone.stdout).toContain(`latchkey keys delete ${grandchild.id} --organization ${acme.id}`);
    expect(await keys('delete', key.id, '--cascade', '--reason', 'PRIVILEGE-withdrawn')).toEqual({
      code: 0,
      stdout: `${key.id}, the keys that it made, and those that they made are deleted: 3 keys were changed.\n`,
      stderr: '',
    });
    expect(await statusesOf(world(), child, grandchild, acme.key)).toEqual([401, 401, 200]);
    const deleted: { endReason: string }[] = await json('list', '--status', 'deleted');
    expect(deleted.map(({ endReason }) => endReason)).toEqual(Array(3).fill('PRIVILEGE_WITHDRAWN'));
  });

  it('--cascade says no more than is so where the key itself had ended before', async () => {
    await childOf(key);
    await keys('disable', key.id);
    const stdout = `${key.id}, the keys that it made, and those that they made are disabled: 1 key was changed.\n`;
    expect(await keys('disable', key.id, '--cascade')).toEqual({ code: 0, stdout, stderr: '' });
    expect((await keys('disable', key.id, '--cascade')).stdout).toMatch(/ was disabled already, at \S+Z\.\n$/);
  });

  it('disable says of a disabled key since when it is, and for which reason by now', async () => {
    const { disabledAt } = await json('disable', key.id);
    const already = `${key.id} was disabled already, at ${disabledAt}.`;
    expect(await keys('disable', key.id)).toEqual({ code: 0, stdout: `${already}\n`, stderr: '' });
    const { stdout } = await keys('disable', key.id, '--reason', 'unused');
    expect(stdout).toBe(`${already} Reason: UNUSED.\n`);
  });

  it('restore brings a deleted key back, and says so where it stays disabled', async () => {
    await keys('delete', key.id);
    expect(await keys('restore', key.id)).toEqual({ code: 0, stdout: `Restored ${key.id}.\n`, stderr: '' });
    expect(await statusesOf(world(), key)).toEqual([200]);
    await keys('disable', key.id);
    await keys('delete', key.id);
    expect((await keys('restore', key.id)).stdout).toBe(
      `Restored ${key.id}. It was disabled before it was deleted, and still is.\n`,
    );
    expect(await json('restore', key.id)).toMatchObject({ status: 'DISABLED', affectedCount: 0 });
    const already = `${key.id} was not deleted. It does not work: it is DISABLED.\n`;
    expect((await keys('restore', key.id)).stdout).toBe(already);
  });

  it('say of a deleted key that it is, and what is left to do', async () => {
    await keys('delete', key.id, '--reason', 'unused');
    const { deletedAt } = await json('show', key.id);
    const left = `\`latchkey keys restore ${key.id}\` brings it back within 30 days of that.`;
    const stderr = `This key was deleted at ${deletedAt}. Reason: UNUSED. ${left}\n`;
    for (const verb of ['delete', 'disable', 'enable', 'rotate', 'finish-rotation']) {
      expect(await keys(verb, key.id)).toEqual({ code: 1, stdout: '', stderr });
    }
    await keys('restore', key.id);
    await keys('delete', key.id, '--reason', 'compromised');
    const lost = /^This key was deleted at \S+Z\. Reason: COMPROMISED\. Make another key\.\n$/;
    expect((await keys('enable', key.id)).stderr).toMatch(lost);
  });

  it('restore says what helps where the policy refuses a key that nobody can change', async () => {
    await keys('delete', key.id);
    await setPolicy(world(), acme, { requiresNote: true });
    const stderr =
      'The key policy asks for a note: say what the key is for; change the policy with `latchkey policy set`, or make another key.\n';
    expect(await keys('restore', key.id)).toEqual({ code: 1, stdout: '', stderr });
  });

  it('enable and rotate say of a blocked key that it is, and what helps', async () => {
    await setPolicy(world(), acme, { requiresNote: true, enforcedFrom: world().now });
    const stdout = `${key.id} was enabled already. It does not work: it is BLOCKED. ${BREAKS}\n`;
    expect(await keys('enable', key.id)).toEqual({ code: 0, stdout, stderr: '' });
    expect((await keys('rotate', key.id)).stderr).toBe(
      'The secrets of this key stay as they are. The key policy blocks it: `latchkey keys show` names what it breaks; change the key with `latchkey keys update`, or the policy with `latchkey policy set`.\n',
    );
  });

  it('restore refuses a compromised key in one sentence', async () => {
    await keys('delete', key.id, '--reason', 'compromised');
    const stderr = 'Somebody else may have the secret of this key: make another key.\n';
    expect(await keys('restore', key.id)).toEqual({ code: 1, stdout: '', stderr });
  });

  it('end with 2 for an unknown reason, and name those that there are', async () => {
    const { code, stderr } = await keys('delete', key.id, '--reason', 'bored');
    expect(code).toBe(2);
    expect(stderr).toContain('Give one of: unspecified, compromised, superseded, unused, privilege-withdrawn.');
    expect(await statusesOf(world(), key)).toEqual([200]);
  });

  it('end with 1 for a note that is too long, and name the option', async () => {
    const { code, stderr } = await keys('disable', key.id, '--note', 'x'.repeat(1_001));
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^--note: A note has 1,000 characters at most/)]);
  });
});
