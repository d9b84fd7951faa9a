import type { Command } from 'commander';
import { addCreateKey } from './addCreateKey';
import { addEndKey } from './addEndKey';
import { addKeyUsage } from './addKeyUsage';
import { addListKeys } from './addListKeys';
import { addNarrowKey } from './addNarrowKey';
import { addReturnKey } from './addReturnKey';
import { addRotateKey } from './addRotateKey';
import { addShowKey } from './addShowKey';
import { addUpdateKey } from './addUpdateKey';
import type { Terminal } from './Terminal';

/** In the order of `--help`. */
const ADDERS = [
  addCreateKey,
  addListKeys,
  addShowKey,
  addKeyUsage,
  addUpdateKey,
  addNarrowKey,
  addRotateKey,
  addEndKey,
  addReturnKey,
];

/** `latchkey keys …` */
export function addKeysCommand(program: Command, terminal: Terminal): void {
  const keys = program
    .command('keys')
    .description('Makes, shows, changes, narrows, rotates and ends API keys, as the operator.');
  for (const add of ADDERS) add(keys, terminal);
}
