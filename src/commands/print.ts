import type { Terminal } from './Terminal';

/** Prints what a command has to say: one JSON object, or text for people. */
export function print({ say }: Terminal, isJson: boolean | undefined, result: unknown, text: string): void {
  say(isJson ? `${JSON.stringify(result)}\n` : `${text}\n`);
}

/** Sets rows as a table. Shape: columns as wide as their widest cell, two spaces apart. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_cell, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
