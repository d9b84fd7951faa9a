import type { Command } from 'commander';
import { completeConfig, openMigrated } from '../running/start';
import { patienceOf } from './patienceOf';
import { print } from './print';
import type { Terminal } from './Terminal';

/** `latchkey migrate` */
export function addMigrateCommand(program: Command, terminal: Terminal): void {
  program
    .command('migrate')
    .description('Brings the database up to this program. Safe to run again.')
    .option('--json', 'print one JSON object')
    .action(async ({ json }: { json?: true }) => {
      const config = completeConfig(terminal.environment);
      const { database, migrationCount } = await openMigrated(config, true, patienceOf(terminal));
      await database.close();
      for (const warning of database.warnings) terminal.writeError(`${warning}\n`);
      const { madeFile } = database;
      const sentence = migrationCount === 0 ? 'The database is up to date.' : `Migrations run: ${migrationCount}.`;
      const text = madeFile === null ? sentence : `Made the database ${madeFile}. ${sentence}`;
      print(terminal, json, { migrationCount, ...(madeFile === null ? {} : { madeFile }) }, text);
    });
}
