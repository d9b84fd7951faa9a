import { createInterface } from 'node:readline/promises';
import { StartError } from '../errors';
import type { Terminal } from './Terminal';

/** Ends a command that would have to ask, where no person is. Errors: a `StartError` with exit code 2. */
export function assertAskable({ input, isWatched }: Terminal): void {
  if (isWatched && 'isTTY' in input && input.isTTY === true) return;
  throw new StartError('Nobody can be asked here: add --yes.', 2);
}

/** Asks a person a question on standard error. Shape: whether the answer is yes. */
export async function ask({ input, writeError }: Terminal, question: string): Promise<boolean> {
  writeError(question);
  const lines = createInterface({ input });
  try {
    for await (const line of lines) return /^y(?:es)?$/i.test(line.trim());
    return false;
  } finally {
    lines.close();
  }
}
