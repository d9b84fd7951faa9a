import { readdirSync, readFileSync } from 'node:fs';
import { MAX_API_KEY_DAYS } from '../../src/access/PolicyTerms';
import { limitsText } from '../../src/building/limitsText';

describe('the longest life of a key', () => {
  it('is the same in the documents as in the law', () => {
    const pages = readdirSync('docs').filter((name) => name.endsWith('.md'));
    const texts = ['README.md', ...pages.map((name) => `docs/${name}`)].map((file) => readFileSync(file, 'utf8'));
    const told = texts.flatMap((text) => [...text.matchAll(/key lasts (\d+) days at most/g)].map(([, days]) => days));
    expect(new Set(told)).toEqual(new Set([String(MAX_API_KEY_DAYS)]));
  });

  it('is the same in the console as in the law, with every other limit', () => {
    const limits = readFileSync('src/console/client/generated/limits.ts', 'utf8');
    expect(limits).toBe(limitsText());
    expect(limits).toContain(`export const MAX_API_KEY_DAYS = ${MAX_API_KEY_DAYS};\n`);
  });
});
