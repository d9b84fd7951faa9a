import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { MAX_API_KEY_DAYS } from '../access/PolicyTerms';

/** Writes the limits that the console's forms go by as constants: the console imports nothing of the server. */
export function writeLimits(target: string): void {
  const lines = [
    '/** Units: days that a key may last, as the server has it. */',
    `export const MAX_API_KEY_DAYS = ${MAX_API_KEY_DAYS};`,
  ];
  mkdirSync(target, { recursive: true });
  writeFileSync(path.join(target, 'limits.ts'), `${lines.join('\n')}\n`);
}
