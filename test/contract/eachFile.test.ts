import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { newFolder } from '../support/program';

/** The two fixtures run one after another in one process, as other test files do. */
const CONFIG = {
  rootDir: path.resolve('dist/test/contract/eachFile'),
  testMatch: ['**/*.fixture.js'],
  transform: {},
  runner: ['jest-light-runner', { runtime: 'child_process' }],
  setupFilesAfterEnv: [path.resolve('dist/test/support/eachFile.js')],
};

/** Runs the fixtures. Shape: what failed, and what they wrote down. */
async function runFixtures(): Promise<{ failed: string[]; notes: string[] }> {
  const notes = path.join(await newFolder(), 'notes.txt');
  const parameters = [require.resolve('jest/bin/jest'), '--config', JSON.stringify(CONFIG), '--json', '--runInBand'];
  const env = { PATH: process.env.PATH, NOTES: notes };
  const report = await new Promise<string>((resolve) => {
    execFile(process.execPath, parameters, { env }, (_failed, stdout) => resolve(stdout)); // A test fails: its purpose.
  });
  const results: { message: string }[] = JSON.parse(report).testResults;
  return {
    failed: results.flatMap(({ message }) => /^.+\n +Error: .+$/m.exec(message) ?? []),
    notes: (await readFile(notes, 'utf8')).trim().split('\n'),
  };
}

describe('each test file', () => {
  it('has a limit of time for every test, and ends what it left open before the next file begins', async () => {
    const { failed, notes } = await runFixtures();
    expect(failed).toEqual(['the first file > hangs\n    Error: It took more than 200 ms.']);
    const ofFirst = ['first: left open', 'first: test ended', 'first: went on', 'first: file ended'];
    const ofSecond = ['second: left open', 'second: file ended'];
    expect(notes).toEqual(notes[0] === ofFirst[0] ? [...ofFirst, ...ofSecond] : [...ofSecond, ...ofFirst]);
  });
});
