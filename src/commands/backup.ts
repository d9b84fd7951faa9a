import type { Command } from 'commander';
import { type Backup, backUp } from '../backups/backUp';
import { systemClock } from '../clock';
import { readSettings } from '../running/start';
import { print, table } from './print';
import { progressOn } from './progressOn';
import type { Terminal } from './Terminal';

interface Options {
  readonly force?: true;
  readonly json?: true;
}

/** `latchkey backup` */
export function addBackupCommand(program: Command, terminal: Terminal): void {
  program
    .command('backup')
    .description(
      'Copies the database into a file while servers go on, and proves the copy. On PostgreSQL it runs pg_dump. The master secret is not in the copy: keep it elsewhere.',
    )
    .argument('<file>', 'what the copy is called; it is there once it is whole')
    .option('--force', 'replace a file of that name')
    .option('--json', 'print one JSON object')
    .action(async (file: string, { force, json }: Options) => {
      const { environment } = terminal;
      const { database } = readSettings(environment);
      const progress = progressOn(terminal);
      const wishes = { database, file, environment, isForced: force === true, now: systemClock() };
      const made = await backUp(wishes, progress.show).finally(progress.end);
      print(terminal, json, { ...made, takenAt: new Date(made.takenAt).toISOString() }, describe(made));
    });
}

function describe({
  path,
  bytes,
  keyCount,
  workingKeyCount,
  schemaVersion,
  takenAt,
  secretFingerprints,
}: Backup): string {
  return table([
    ['backup', path],
    ['bytes', `${bytes}`],
    ['taken', new Date(takenAt).toISOString()],
    ['keys', `${keyCount}, of which ${workingKeyCount} work`],
    ['schema', schemaVersion],
    ['secrets', secretFingerprints.length === 0 ? 'none needed' : `needed: ${secretFingerprints.join(' ')}`],
  ]);
}
