import { chmodSync } from 'node:fs';
import { freshLocation } from '../support/engines';
import { environmentOf } from '../support/locationEnvironment';
import { runInProcess } from '../support/runInProcess';

describe('latchkey doctor', () => {
  let environment: Record<string, string>;

  beforeEach(async () => {
    const location = await freshLocation('sqlite');
    if (location.engine === 'sqlite') chmodSync(location.file, 0o600);
    environment = environmentOf(location);
  });

  it('prints a tree and ends with 0 where nothing failed', async () => {
    const { code, stdout, stderr } = await runInProcess(['doctor'], { environment });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('ok  migrations      The database has had every migration of this program.\n');
    expect(stdout).toContain('ok    keys          Each key that works was made under a secret that is set.\n');
    expect(stdout).toMatch(/\n\nNothing failed\.\n$/);
  });

  it('prints a remedy on a line of its own, the count on standard error, and ends with 1', async () => {
    const { code, stdout, stderr } = await runInProcess(['doctor'], { environment: { ...environment, PORT: 'x' } });
    expect([code, stderr]).toEqual([1, '1 check failed.\n']);
    expect(stdout.split('\n').slice(0, 3)).toEqual([
      'failed  settings        1 check failed.',
      'failed    PORT          PORT is "x"; accepted: a whole number from 0 to 65535.',
      '                        → Correct it: .env.example says what each setting takes.',
    ]);
  });

  it('prints one JSON object of the promised shape', async () => {
    const { code, stdout } = await runInProcess(['doctor', '--json'], { environment });
    const printed = JSON.parse(stdout);
    expect([code, Object.keys(printed), printed.ok]).toEqual([0, ['ok', 'checks'], true]);
    for (const check of [...printed.checks, ...printed.checks.flatMap(({ checks }: { checks: object[] }) => checks)]) {
      expect(Object.keys(check)).toEqual(['name', 'status', 'sentence', 'remedy', 'checks']);
    }
  });

  it.each([
    ['a terminal', true, {}, true],
    ['a terminal with NO_COLOR', true, { NO_COLOR: '1' }, false],
    ['a pipe', false, {}, false],
  ])('has colours in %s as it should', async (_where, isShown, more, isColored) => {
    const { stdout } = await runInProcess(['doctor'], {
      environment: { ...environment, ...more },
      terminal: { isShown },
    });
    expect(stdout.includes('\x1b[32mok\x1b[0m  settings')).toBe(isColored);
    expect(stdout.includes('\x1b')).toBe(isColored);
  });

  it('explains itself', async () => {
    const { code, stdout } = await runInProcess(['doctor', '--help']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('Exit code 1 where a check failed.')]);
  });
});
