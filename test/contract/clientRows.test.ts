import { readFileSync } from 'node:fs';
import { blocksOf } from '../support/pageBlocks';

const PAGE = 'docs/clients.md';

/** The text below each heading of a page, by the heading's anchor as GitHub makes it. */
function sectionsOf(markdown: string): Map<string, string> {
  const sections = markdown.split(/^## /m).map((section): [string, string] => {
    const heading = section.slice(0, section.indexOf('\n'));
    const anchor = heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-');
    return [anchor, section];
  });
  return new Map(sections);
}

/** The clients of the tables of a page for which it neither has a block nor says that no test runs them. */
function unproven(markdown: string): string[] {
  const sections = sectionsOf(markdown);
  const untested = /No test runs ([^.]*)\./.exec(markdown.replaceAll('\n', ' '))?.[1] ?? '';
  const tables = markdown.matchAll(/^\| client \|.*\n\|[-|]+\n((?:\|.*\n)*)/gm);
  const rows = [...tables].flatMap(([, table = '']) => table.split('\n').filter(Boolean));
  const isProven = (row: string): boolean =>
    [...row.matchAll(/\]\(([^)#]*)#([^)]*)\)/g)].some(
      ([, page = '', anchor = '']) => page !== '' || blocksOf(PAGE, sections.get(anchor) ?? '').length > 0,
    );
  const nameOf = (row: string): string => row.split(' | ')[0]?.slice(2) ?? '';
  return rows
    .filter((row) => !isProven(row))
    .map(nameOf)
    .filter((name) => !untested.includes(name));
}

describe('the clients of the page', () => {
  it('each lead to a block that a test runs, to another page, or are said not to be tested', () => {
    expect(unproven(readFileSync(PAGE, 'utf8'))).toEqual([]);
  });

  it('are missed where nothing runs them', () => {
    const page =
      '| client | its setting |\n|---|---|\n| [a](#a) | `-u` |\n| [b](#b) | `-v` |\n| c 2 | `-w` |\n| d | [e](e.md#e) |\n| f | |\n' +
      '\nNo test runs c 2,\nwhich is not here.\n\n## A\n\n```sh a\ntrue\n```\n\n## B\n';
    expect(unproven(page)).toEqual(['[b](#b)', 'f']);
  });
});
