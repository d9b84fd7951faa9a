/** The rows of the benchmark that the README shows. */
const SHOWN = ['first-query', 'verify', 'introspection', 'key-checks', 'create-keys'];
const HEADINGS = ['what', 'ours', 'reference', 'ratio: median (min–max)', 'the reference'];

/**
 * Copies a few rows out of the benchmark's page. No figure of the README is written by hand.
 * Shape: a table of Markdown. Errors: an `Error` where the page lacks one of the rows.
 */
export function speedTable(performancePage: string): string {
  const lines = performancePage.split('\n');
  const rows = SHOWN.map((name) => [...figuresOf(lines, name), referenceOf(lines, name)]);
  const rule = ['---', '---:', '---:', '---:', '---'];
  return [HEADINGS, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function figuresOf(lines: readonly string[], name: string): string[] {
  const cells = lines.find((line) => line.startsWith(`| ${name} |`))?.split(' | ');
  return cells?.slice(1, 5) ?? missing(name);
}

/** Shape of the line: `- verify, introspection: against bare Fastify, which …` */
function referenceOf(lines: readonly string[], name: string): string {
  const lists = lines.map((line) => /^- (.+?): against (.+?)(?:(?:,| \().*)?\.$/.exec(line) ?? []);
  return lists.find(([, names]) => names?.split(', ').includes(name))?.[2] ?? missing(name);
}

function missing(name: string): never {
  throw new Error(`docs/performance.md has no row ${name}`);
}
