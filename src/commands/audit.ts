import type { Command } from 'commander';
import { addEraseMember } from './addEraseMember';
import { addExportLog } from './addExportLog';
import { addProveRow } from './addProveRow';
import { addShowCheckpoint } from './addShowCheckpoint';
import { addVerifyLog } from './addVerifyLog';
import type { Terminal } from './Terminal';

/** In the order of `--help`. */
const ADDERS = [addExportLog, addVerifyLog, addProveRow, addShowCheckpoint, addEraseMember];

/** `latchkey audit …` */
export function addAuditCommand(program: Command, terminal: Terminal): void {
  const audit = program
    .command('audit')
    .description('The audit log: exports, proves and verifies it, and erases people from it.');
  for (const add of ADDERS) add(audit, terminal);
}
