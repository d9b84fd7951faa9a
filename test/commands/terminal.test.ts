import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { environmentOf } from '../support/locationEnvironment';
import { MAIN } from '../support/program';
import { statesOf, statusesOf } from '../support/rotations';
import { isInstalled } from '../support/Shell';
import { sharedWorld } from '../support/world';

const isLong = process.env.LONG === 'on';
const itInTerminal = isLong && isInstalled('python3') ? it : it.skip;
const why = isLong ? 'python3 is not installed' : 'it starts processes of its own, and runs with LONG=on';

describe(`latchkey in a terminal of its own (skipped in part where ${why})`, () => {
  const world = sharedWorld('sqlite');

  beforeEach(() => {
    world().now = Date.now(); // The command line has the real clock.
  });

  /** Runs a command in a shell, with the program as `latchkey`. */
  async function run(command: string): Promise<{ code: number; stdout: string; stderr: string }> {
    const env = { PATH: process.env.PATH, ...environmentOf(world().config.database) };
    const script = command.replace('latchkey', `${process.execPath} ${MAIN}`);
    return promisify(execFile)('sh', ['-c', script], { env }).then(
      (printed) => ({ code: 0, ...printed }),
      (error) => error,
    );
  }

  itInTerminal(
    'the value of a rotation is there before anything is waited for, and Ctrl-C ends the waiting',
    async () => {
      const acme = await world().organization();
      const key = await world().key(acme);
      const command = `latchkey keys rotate ${key.id} --organization ${acme.id} --finish silent`;
      const { stdout } = await run(`python3 test/support/inTerminal.py ${command}`);
      const { value, shown, code, rest } = JSON.parse(stdout);
      expect({ code, rest }).toEqual({ code: 0, rest: '' });
      expect(shown).toContain('Secret 2 waits for its first use.\r\n');
      expect(shown.endsWith(`To look again: latchkey keys show ${key.id}\r\n`)).toBe(true);
      expect(await statesOf(world(), acme.key, key)).toEqual(['2 PENDING', '1 CURRENT']);
      expect(await statusesOf(world(), { ...key, value: value.trim() })).toEqual([200]);
    },
  );

  itInTerminal('a value that a full disk did not take is said to be lost', async () => {
    const acme = await world().organization();
    const key = await world().key(acme);
    const { code, stderr } = await run(`latchkey keys rotate ${key.id} --organization ${acme.id} > /dev/full`);
    expect([code, stderr.split('\n')]).toEqual([
      1,
      [
        'What this command prints is lost: ENOSPC: no space left on device, write.',
        'The new value is lost. Rotate the key again: that takes it back, and prints another.',
        '',
      ],
    ]);
  });
});
