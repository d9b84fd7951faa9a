import type { RowResult } from './measureRow';
import type { Spread } from './spread';

const HEADINGS = [
  ['', 'requests/s', '', 'ratio', 'CPU µs/request', '', 'peak MB', '', 'ratio'],
  ['what', 'ours', 'reference', 'median (min–max)', 'ours', 'reference', 'ours', 'reference', ''],
];

/** Writes results down as a table, and below it what each was compared with. */
export function tableOf(results: readonly RowResult[]): string {
  const lines = [...HEADINGS, ...results.map(cellsOf)];
  const widthOf = (column: number): number => Math.max(...lines.map((cells) => cells[column]?.length ?? 0));
  const table = lines.map((cells) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widthOf(column)) : cell.padStart(widthOf(column))))
      .join('  ')
      .trimEnd(),
  );
  const references = results.map(({ row }) => `Reference of ${row.name}: ${row.reference}.`);
  return [...table, '', ...references].join('\n');
}

function cellsOf({ row, ours, reference, ratio, memoryRatio }: RowResult): string[] {
  return [
    `${row.name}: ${row.what}`,
    whole(ours.requestsPerSecond.median),
    whole(reference.requestsPerSecond.median),
    spread(ratio),
    whole(ours.cpuMicrosecondsPerRequest.median),
    whole(reference.cpuMicrosecondsPerRequest.median),
    whole(ours.peakMemoryBytes / 1_000_000),
    whole(reference.peakMemoryBytes / 1_000_000),
    memoryRatio.toFixed(2),
  ];
}

function spread({ median, min, max }: Spread): string {
  return `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`;
}

function whole(value: number): string {
  return value.toFixed(0).replace(/\B(?=(\d{3})+$)/g, ',');
}
