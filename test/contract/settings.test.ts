import { readFileSync } from 'node:fs';
import { SETTING_NAMES } from '../../src/config';
import { sourceFiles, sourceOf } from '../support/sourceFiles';

describe('settings', () => {
  it('are all in .env.example, in the same order', () => {
    const lines = readFileSync('.env.example', 'utf8').split('\n');
    expect(lines.flatMap((line) => /^([A-Z_]+)=/.exec(line)?.[1] ?? [])).toEqual([...SETTING_NAMES]);
  });

  it('are read from the environment by the program alone', () => {
    const readers = sourceFiles()
      .map(({ file }) => file)
      .filter((file) => sourceOf(file).includes('process.env'));
    expect(readers).toEqual(['main']);
  });
});
