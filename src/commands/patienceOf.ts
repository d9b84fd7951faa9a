import { COMMAND_PATIENCE, type MigrationPatience } from '../database/migrations';
import type { Terminal } from './Terminal';

/** The patience of a command that migrates: it says what it waits for. */
export function patienceOf({ writeError }: Terminal): MigrationPatience {
  return { ...COMMAND_PATIENCE, tell: (sentence) => writeError(`${sentence}\n`) };
}
