import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BenchError } from './BenchError';

/** The page that holds the figures of the last whole run. */
const PAGE = path.resolve('docs/performance.md');
const FIGURES = /(<!-- figures: written by `npm run bench -- --page` -->\n).*?(<!-- \/figures -->)/s;

/** Writes the figures of a whole run into the page. Errors: a `BenchError` where the page has no place for them. */
export function writePerformancePage(figures: string): void {
  writeFileSync(PAGE, withFigures(readFileSync(PAGE, 'utf8'), figures));
}

/** Puts figures in the place of those that a page holds. Errors: a `BenchError` where it has no place for them. */
export function withFigures(page: string, figures: string): string {
  if (!FIGURES.test(page)) throw new BenchError(`${PAGE} has no part for figures.`);
  return page.replace(FIGURES, (_whole, before, after) => `${before}\n${figures}\n\n${after}`);
}
