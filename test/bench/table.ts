import { counted } from './counted';
import type { RowResult, Target, Unit } from './row';
import type { Spread } from './spread';

const HEADINGS = [
  'row',
  'what',
  'ours',
  'reference',
  'ratio: median (min–max)',
  'reach',
  'reached',
  'CPU µs/request: ours',
  'reference',
  'peak MB: ours',
  'reference',
  'statements/request',
];
/** The columns of words; the others hold numbers, and are aligned on the right. */
const WORD_COLUMNS = new Set([0, 1, 5, 6]);
const UNITS: Readonly<Record<Unit, string>> = { 'per second': '/s', ms: ' ms', MB: ' MB' };

/** Writes results down as a table of plain text, and below it what each was compared with. */
export function tableOf(results: readonly RowResult[]): string {
  const lines = [HEADINGS, ...results.map(cellsOf)];
  const widthOf = (column: number): number => Math.max(...lines.map((cells) => cells[column]?.length ?? 0));
  const widths = HEADINGS.map((_heading, column) => widthOf(column));
  const table = lines.map((cells) =>
    cells
      .map((cell, column) =>
        WORD_COLUMNS.has(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  return [...table, '', ...referencesOf(results).map(([rows, reference]) => `${rows}: against ${reference}.`)].join(
    '\n',
  );
}

/** Writes the same down as Markdown. */
export function markdownOf(results: readonly RowResult[]): string {
  const rule = HEADINGS.map((_heading, column) => (WORD_COLUMNS.has(column) ? '---' : '---:'));
  const lines = [HEADINGS, rule, ...results.map(cellsOf)].map((cells) => `| ${cells.join(' | ')} |`);
  const references = referencesOf(results).map(([rows, reference]) => `- ${rows}: against ${reference}.`);
  return [...lines, '', ...references].join('\n');
}

/** Rows that are compared with the same are named together. */
function referencesOf(results: readonly RowResult[]): [rows: string, reference: string][] {
  const rowsOf = new Map<string, string[]>();
  for (const { title } of results) rowsOf.set(title.reference, [...(rowsOf.get(title.reference) ?? []), title.name]);
  return [...rowsOf].map(([reference, names]) => [names.join(', '), reference]);
}

function cellsOf({ title, ours, reference, ratio, isReached }: RowResult): string[] {
  const unit = UNITS[title.unit];
  return [
    title.name,
    title.what,
    `${number(ours.value.median)}${unit}`,
    `${number(reference.value.median)}${unit}`,
    spread(ratio),
    reach(title.target),
    isReached === null ? '' : isReached ? 'yes' : 'no',
    number(ours.cpuMicroseconds?.median ?? null),
    number(reference.cpuMicroseconds?.median ?? null),
    number(megabytes(ours.peakMemoryBytes)),
    number(megabytes(reference.peakMemoryBytes)),
    ours.statementsPerRequest === null ? '' : ours.statementsPerRequest.toFixed(2),
  ];
}

function reach(target: Target): string {
  if (target === null) return '';
  return 'atLeast' in target ? `≥ ${target.atLeast.toFixed(2)}` : `≤ ${target.atMost.toFixed(2)}`;
}

function spread({ median, min, max }: Spread): string {
  return `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`;
}

function megabytes(bytes: number | null): number | null {
  return bytes === null ? null : bytes / 1_000_000;
}

function number(value: number | null): string {
  if (value === null) return '';
  return value < 10 ? value.toFixed(2) : counted(value);
}
