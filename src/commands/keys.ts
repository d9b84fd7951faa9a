import type { Command } from 'commander';
import { addCreateKey } from './addCreateKey';
import { addEndKey } from './addEndKey';
import { addListKeys } from './addListKeys';
import { addReturnKey } from './addReturnKey';
import { addRotateKey } from './addRotateKey';
import { addShowKey } from './addShowKey';
import type { Terminal } from './Terminal';

/** `latchkey keys …` */
export function addKeysCommand(program: Command, terminal: Terminal): void {
  const keys = program.command('keys').description('Makes, shows, rotates and ends API keys, as the operator.');
  for (const add of [addCreateKey, addListKeys, addShowKey, addRotateKey, addEndKey, addReturnKey]) add(keys, terminal);
}
