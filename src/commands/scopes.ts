import type { Command } from 'commander';
import { completeConfig } from '../running/start';
import { print, table } from './print';
import type { Terminal } from './Terminal';

/** `latchkey scopes` */
export function addScopesCommand(program: Command, terminal: Terminal): void {
  program
    .command('scopes')
    .description('Lists the scopes that keys may hold.')
    .option('--json', 'print one JSON array')
    .action(({ json }: { json?: true }) => {
      const { catalogue } = completeConfig(terminal.environment);
      const rows = catalogue.map(({ name, grantableTo, description }) => [name, grantableTo.join(' '), description]);
      const shown = catalogue.map(({ roles: _roles, ...scope }) => scope);
      print(terminal, json, shown, table([['SCOPE', 'ON KEYS OF', 'LETS A CALLER'], ...rows]));
    });
}
