import { readFileSync } from 'node:fs';
import { ROWS } from './rows';
import { withFigures } from './writePerformancePage';

const PAGE = readFileSync('docs/performance.md', 'utf8');

describe('the page on performance', () => {
  it('gets the figures of a run in the place of those that it has, and keeps the rest', () => {
    const page = withFigures(PAGE, '| row |\n| --- |\n| $1 |');
    const [before = '', after] = page.split('\n| row |\n| --- |\n| $1 |\n');
    expect(PAGE.startsWith(before)).toBe(true);
    expect(after).toBe('\n<!-- /figures -->\n');
  });

  it('has no row that the benchmark does not have', () => {
    const names = ROWS.map(({ name }) => name);
    const shown = [...PAGE.matchAll(/^\| ([a-z]+(?:-[a-z]+)+) \|/gm)].map(([, name = '']) => name);
    expect(shown.length).toBeGreaterThan(20);
    expect(shown.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('is refused where it has no place for figures', () => {
    expect(() => withFigures('# Performance\n', 'figures')).toThrow('has no part for figures');
  });
});
