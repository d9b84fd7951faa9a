import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { NOW } from '../support/world';

/** What runs a program, which has the real clock. */
const RUNS = /\b(runInProcess|runCommand|serveProgram|commandOn|jsonOf|newPlace|serveTwo|Shell)\b/;
/** A day, and the constant of tests whose clock stands still, where it is imported. */
const DAYS = /\b20\d\d-\d\d-\d\d(?!\d)|\bEXPIRES_AT\b(?=[^;]*support\/apiKeyMutations)/g;
const TODAY = new Date(NOW).toISOString().slice(0, 10);

/** The tests of a kind, and the days to come that they name. Shape: `attacks/leftBehind 2027-01-01`. */
function daysToComeIn(texts: readonly { name: string; text: string }[]): string[] {
  return texts
    .filter(({ text }) => RUNS.test(text))
    .flatMap(({ name, text }) =>
      [...text.matchAll(DAYS)].filter(([day]) => day > TODAY).map(([day]) => `${name} ${day}`),
    );
}

function tests(): { name: string; text: string }[] {
  const files = readdirSync('test', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts'));
  return files.sort().map((file) => ({
    name: file.replace('.test.ts', '').split(path.sep).join('/'),
    text: readFileSync(path.join('test', file), 'utf8'),
  }));
}

describe('tests that run programs, which have the real clock', () => {
  it('name no day that is over one day: they take their instants from fromNow', () => {
    const own = 'contract/realClock';
    expect(daysToComeIn(tests().filter(({ name }) => name !== own))).toEqual([]);
  });

  it('would be found', () => {
    const text = [
      "import { createApiKey, EXPIRES_AT } from '../support/apiKeyMutations';",
      "import { runInProcess } from '../support/runInProcess';",
      "it('ends', () => runInProcess(['keys', 'create', '--expires-at', '2027-01-01T00:00:00Z', '2026-11-23']));",
    ].join('\n');
    expect(daysToComeIn([{ name: 'one', text }])).toEqual(['one EXPIRES_AT', 'one 2027-01-01']);
    expect(daysToComeIn([{ name: 'two', text: text.replaceAll('runInProcess', 'run') }])).toEqual([]);
  });
});
