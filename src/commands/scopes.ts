import type { Command } from 'commander';
import { completeConfig } from '../running/start';
import { print, table } from './print';

/** `latchkey scopes` */
export function addScopesCommand(program: Command): void {
  program
    .command('scopes')
    .description('Lists the scopes that keys may hold.')
    .option('--json', 'print one JSON array')
    .action(({ json }: { json?: true }) => {
      const { catalogue } = completeConfig(process.env);
      const rows = catalogue.map(({ name, grantableTo, description }) => [name, grantableTo.join(' '), description]);
      print(json, catalogue, table([['SCOPE', 'ON KEYS OF', 'LETS A CALLER'], ...rows]));
    });
}
