import { createInterface } from 'node:readline/promises';
import { StartError } from '../errors';
import type { Terminal } from './Terminal';

/** Errors: a `StartError` with the code 2 where there is neither `--yes` nor somebody to be asked. */
export function assertAsked({ input, isWatched }: Terminal, isSure: boolean): void {
  if (isSure || (isWatched && 'isTTY' in input && input.isTTY === true)) return;
  throw new StartError('Nobody can be asked here: add --yes.', 2);
}

/** Asks a question on standard error. Shape: whether the answer was `y` or `yes`. */
export async function confirm({ input, writeError }: Terminal, question: string): Promise<boolean> {
  writeError(`${question} (y/N) `);
  const lines = createInterface({ input });
  try {
    for await (const line of lines) return /^y(?:es)?$/i.test(line.trim());
    return false;
  } finally {
    lines.close();
  }
}
