import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { blocksOf, documentPages, type PageBlock } from '../support/pageBlocks';

/** Blocks that no test can run. Shape: the block, and why. */
const NOT_RUN: Readonly<Record<string, string>> = {
  'docs/installing.md unit': 'systemd must be the first process; test/contract/systemdUnit looks at the unit',
  'docs/installing.md container': 'there is no container engine; test/contract/containerfile looks at the file',
  'docs/graph.md apollo-router': 'the Apollo Router is a program of its own, and not on npm',
};

/** The blocks that tests cut out. Shape: `README.md first-query`. */
function cutBlocks(): Set<string> {
  const files = readdirSync('test', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts'));
  const texts = files.map((file) => readFileSync(path.join('test', file), 'utf8'));
  return new Set(
    texts.flatMap((text) =>
      [...text.matchAll(/\bcut\('([^'\s]+)', '([^'\s]+)'\)/g)].map(([, page, name]) => `${page} ${name}`),
    ),
  );
}

/** Blocks that nothing runs. Shape: the page, the line and the name. */
function unclaimed(blocks: readonly PageBlock[], claimed: ReadonlySet<string>): string[] {
  return blocks
    .filter(({ page, name }) => !claimed.has(`${page} ${name}`))
    .map(({ page, line, name }) => `${page}:${line} ${name}`);
}

describe('the blocks of the pages', () => {
  const blocks = documentPages().flatMap((page) => blocksOf(page));
  const names = blocks.map(({ page, name }) => `${page} ${name}`);

  it('are each run by a test, or listed with the reason why not', () => {
    expect(unclaimed(blocks, new Set([...cutBlocks(), ...Object.keys(NOT_RUN)]))).toEqual([]);
  });

  it('have a name of their own on their page', () => {
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('are not listed as not run where they are run, or are gone', () => {
    const run = cutBlocks();
    expect(Object.keys(NOT_RUN).filter((name) => run.has(name) || !names.includes(name))).toEqual([]);
  });

  it('are missed where no test runs them', () => {
    const page = 'A page.\n\n```sh known\ntrue\n```\n\n```json\n{}\n```\n\n```sh other\nfalse\n```\n';
    expect(unclaimed(blocksOf('docs/a.md', page), new Set(['docs/a.md known']))).toEqual([
      'docs/a.md:7 ',
      'docs/a.md:11 other',
    ]);
  });
});
