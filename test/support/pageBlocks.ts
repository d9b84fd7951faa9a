import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A fenced block of a page. Shape: `name` is the second word of its fence, empty where there is none. */
export interface PageBlock {
  readonly page: string;
  readonly line: number;
  readonly language: string;
  readonly name: string;
  readonly text: string;
}

/** The pages whose blocks are run. Shape: paths below the project's root. */
export function documentPages(): string[] {
  const docs = readdirSync('docs').filter((file) => file.endsWith('.md'));
  return ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...docs.map((file) => path.posix.join('docs', file))];
}

/** Every fenced block of a page's text, in its order. */
export function blocksOf(page: string, markdown: string = readFileSync(page, 'utf8')): PageBlock[] {
  return [...markdown.matchAll(/^```(\w*) ?(\S*)\n(.*?)^```$/gms)].map((match) => {
    const [, language = '', name = '', text = ''] = match;
    return { page, line: markdown.slice(0, match.index).split('\n').length, language, name, text };
  });
}

/** Cuts a block out of a page, so that a test runs what the page says. Errors: an `Error` where there is no such block. */
export function cut(page: string, name: string): string {
  const block = blocksOf(page).find((each) => each.name === name);
  if (block === undefined) throw new Error(`${page} has no block ${name}`);
  return block.text;
}
