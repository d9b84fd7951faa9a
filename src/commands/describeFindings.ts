import { countText, type Finding, type FindingStatus } from '../checks/Finding';

/** Source: ECMA-48, section 8.3.117; NO_COLOR is https://no-color.org. */
const COLORS: Readonly<Record<FindingStatus, string>> = { ok: '\x1b[32m', warning: '\x1b[33m', failed: '\x1b[31m' };
const PLAIN = '\x1b[0m';
const INDENT = '  ';

/** A finding in its place in the tree. */
interface Row {
  readonly name: string;
  readonly finding: Finding;
}

/** Sets findings as a tree: a line each, and a remedy below where there is something to do. The last line counts. */
export function describeFindings(findings: readonly Finding[], hasColors: boolean): string {
  const rows = findings.flatMap((finding) => rowsOf(finding, 0));
  const statusWidth = widthOf(rows.map(({ finding }) => finding.status));
  const nameWidth = widthOf(rows.map(({ name }) => name));
  const margin = ' '.repeat(statusWidth + nameWidth + 4);
  const lines = rows.flatMap(({ name, finding: { status, sentence, remedy, checks } }) => {
    const shown = status.padEnd(statusWidth);
    const line = `${hasColors ? `${COLORS[status]}${shown}${PLAIN}` : shown}  ${name.padEnd(nameWidth)}  ${sentence}`;
    return remedy === null || checks.length > 0 ? [line] : [line, `${margin}→ ${remedy}`];
  });
  const warned = findings.some(({ status }) => status !== 'ok');
  return [...lines, ...(warned ? [] : ['', countText(findings)])].join('\n');
}

function rowsOf(finding: Finding, depth: number): Row[] {
  const row = { name: INDENT.repeat(depth) + finding.name, finding };
  return [row, ...finding.checks.flatMap((each) => rowsOf(each, depth + 1))];
}

function widthOf(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(({ length }) => length));
}
