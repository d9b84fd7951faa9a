import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { documentPages } from '../support/pageBlocks';

const FENCED = /^```.*?^```$/gms;

/** The anchors of a page, as GitHub makes them of its headings. */
function anchorsOf(markdown: string): Set<string> {
  const headings = [...markdown.replace(FENCED, '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** The links of a page that lead nowhere. Shape: `docs/graph.md -> operating.md#nowhere`. */
function deadLinks(page: string, markdown: string): string[] {
  const links = [...markdown.replace(FENCED, '').matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  const leadsNowhere = (link: string): boolean => {
    if (/^(?:https?|mailto):/.test(link)) return false;
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? page : path.join(path.dirname(page), file);
    if (!existsSync(target)) return true;
    if (anchor === undefined) return false;
    return !anchorsOf(target === page ? markdown : readFileSync(target, 'utf8')).has(anchor);
  };
  return links.filter(leadsNowhere).map((link) => `${page} -> ${link}`);
}

describe('the links of the pages', () => {
  it.each(documentPages())('lead somewhere: %s', (page) => {
    expect(deadLinks(page, readFileSync(page, 'utf8'))).toEqual([]);
  });

  it('are found where they lead nowhere', () => {
    const page = '# Here\n[a](#here) [b](#there) [c](../README.md#keys) [d](../README.md#doors) [e](nothing.md)\n';
    expect(deadLinks('docs/errors.md', page)).toEqual([
      'docs/errors.md -> #there',
      'docs/errors.md -> ../README.md#doors',
      'docs/errors.md -> nothing.md',
    ]);
  });
});
