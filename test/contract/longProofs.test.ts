import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Every proof with two counts. Shape: `attacks/crash 10 100`. */
function shortenedProofs(): string[] {
  const files = readdirSync('test', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts'));
  return files.sort().flatMap((file) => {
    const name = file.replace('.test.ts', '').split(path.sep).join('/');
    const counts = readFileSync(path.join('test', file), 'utf8').matchAll(/times\(\{ usual: (\w+), long: (\w+) \}\)/g);
    return [...counts].map(([, usual = '', long = '']) => `${name} ${usual} ${long}`.replaceAll('_', ''));
  });
}

describe('the proofs that take long', () => {
  it('are all in the table of test/README.md, with both counts', () => {
    const rows = readFileSync('test/README.md', 'utf8').matchAll(/^\| `([\w/]+)` \| .+ \| (\d+) \| (\d+) \|$/gm);
    expect([...rows].map(([, file, usual, long]) => `${file} ${usual} ${long}`)).toEqual(shortenedProofs());
  });
});
