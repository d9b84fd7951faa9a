import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { newFolder } from '../support/program';
import { isInstalled } from '../support/Shell';
import { sourceOf } from '../support/sourceFiles';

const UNIT = readFileSync('docs/latchkey.service', 'utf8');
const SYSTEMD = isInstalled('systemd-analyze');
const itWithSystemd = SYSTEMD ? it : it.skip;

/** A copy of the unit whose program is there, for systemd looks for it. */
async function installedUnit(): Promise<string> {
  const file = path.join(await newFolder(), 'latchkey.service');
  writeFileSync(file, UNIT.replace('/usr/local/bin/latchkey', process.execPath));
  return file;
}

function analyze(args: readonly string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync('systemd-analyze', args, { encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

function settingOf(name: string): string | undefined {
  return new RegExp(`^${name}=(.*)$`, 'm').exec(UNIT)?.[1];
}

describe(SYSTEMD ? 'the systemd unit' : 'the systemd unit (partly skipped: systemd-analyze is not installed)', () => {
  itWithSystemd('has no fault that systemd finds', async () => {
    expect(analyze(['verify', await installedUnit()])).toEqual({ status: 0, output: '' });
  });

  itWithSystemd('exposes the machine to the program as little as can be', async () => {
    const { status, output } = analyze(['security', '--offline=true', '--threshold=20', await installedUnit()]);
    expect({ status, level: /exposure level for latchkey\.service: (\S+)/.exec(output)?.[1] }).toEqual({
      status: 0,
      level: expect.stringMatching(/^1\.\d$/),
    });
  });

  it('lets Node.js compile JavaScript, and stop in its own time', () => {
    const [limit = ''] = /(?<=STOP_LIMIT_MS = )[\d_]+/.exec(sourceOf('running/stopOnSignal')) ?? [];
    const [lastWords = ''] = /(?<=LAST_WORDS_MS = )[\d_]+/.exec(sourceOf('LogStream')) ?? [];
    const milliseconds = [limit, lastWords].map((text) => Number(text.replaceAll('_', '')));
    expect(milliseconds).toEqual([11_500, 1_000]);
    expect(settingOf('TimeoutStopSec')).toBe('75'); // And a minute of DRAIN_SECONDS.
    expect(settingOf('MemoryDenyWriteExecute')).toBeUndefined();
  });

  it('runs what the page installs, with the settings and the account that the page makes', () => {
    const page = readFileSync('docs/installing.md', 'utf8');
    expect(settingOf('ExecStart')).toBe('/usr/local/bin/latchkey serve');
    expect(settingOf('ExecReload')).toBe('/bin/kill -HUP $MAINPID');
    const named = ['/usr/local/bin/latchkey', settingOf('EnvironmentFile'), settingOf('WorkingDirectory')];
    expect(named.filter((place) => place === undefined || !page.includes(place))).toEqual([]);
    expect([settingOf('User'), settingOf('Group')]).toEqual(['latchkey', 'latchkey']);
    expect(existsSync('docs/latchkey.service')).toBe(true);
  });
});
