import { runScript } from '../support/program';
import { Shell } from '../support/Shell';
import { beginStep } from '../support/timeLeft';

const FOR_EVER = 'setInterval(() => {}, 1_000)';

describe('a script that does not end in the time of its test', () => {
  it('is ended, and the failure says that the time ran out, with what was printed', async () => {
    const shell = await Shell.open();
    const started = shell.start('echo begun; sleep 600');
    await started.printed(/(begun)/);
    beginStep(2_000); // Nothing is left but the margin.
    await expect(shell.run('sleep 600')).rejects.toThrow(
      /^the script had not ended when the time of its test ran out: $/,
    );
    await expect(runScript(['-e', FOR_EVER])).rejects.toThrow(
      /^the program had not ended when the time of its test ran out: $/,
    );
  });

  it('has as long as the test has', async () => {
    const shell = await Shell.open();
    const timers = jest.spyOn(globalThis, 'setTimeout');
    await shell.run('true');
    const waits = timers.mock.calls.map(([, milliseconds = 0]) => milliseconds);
    timers.mockRestore();
    expect(Math.max(...waits)).toBeGreaterThan(100_000);
  }, 140_000);
});
