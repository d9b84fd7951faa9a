import { readFileSync } from 'node:fs';
import { loadConfig } from '../../src/config';
import { SETTING_NAMES } from '../../src/SETTING_NAMES';
import { sourceFiles, sourceOf } from '../support/sourceFiles';

/** The settings of `.env.example`. Shape: name and value, in the order of the file. */
const EXAMPLE = readFileSync('.env.example', 'utf8')
  .split('\n')
  .flatMap((line) => [/^([A-Z_]+)=(.*)$/.exec(line)?.slice(1) ?? []])
  .filter(([name]) => name !== undefined);

describe('settings', () => {
  it('are all in .env.example, in the same order', () => {
    expect(EXAMPLE.map(([name]) => name)).toEqual([...SETTING_NAMES]);
  });

  it('have the values of .env.example by default', () => {
    expect(loadConfig(Object.fromEntries(EXAMPLE))).toEqual(loadConfig({}));
  });

  it('are read from the environment by the program alone', () => {
    const readers = sourceFiles()
      .map(({ file }) => file)
      .filter((file) => sourceOf(file).includes('process.env'));
    expect(readers).toEqual(['main']);
  });
});
