import type { Command } from 'commander';
import { completeConfig, openMigrated } from '../running/start';
import { print } from './print';

/** `latchkey migrate` */
export function addMigrateCommand(program: Command): void {
  program
    .command('migrate')
    .description('Brings the database up to this program. Safe to run again.')
    .option('--json', 'print one JSON object')
    .action(async ({ json }: { json?: true }) => {
      const { database, migrationCount } = await openMigrated(completeConfig(process.env));
      await database.close();
      const sentence = migrationCount === 0 ? 'The database is up to date.' : `Migrations run: ${migrationCount}.`;
      print(json, { migrationCount }, sentence);
    });
}
