import type { Command } from 'commander';
import { countText } from '../checks/Finding';
import { examine } from '../doctor/examine';
import { StartError } from '../errors';
import { describeFindings } from './describeFindings';
import { print } from './print';
import type { Terminal } from './Terminal';

/** `latchkey doctor` */
export function addDoctorCommand(program: Command, terminal: Terminal): void {
  program
    .command('doctor')
    .description(
      'Looks at settings, database, secrets, clock, audit log, use and outbox, and says what to do about what is wrong. Changes nothing, and works while servers run and while they are down. Exit code 1 where a check failed.',
    )
    .option('--json', 'print one JSON object')
    .action(async ({ json }: { json?: true }) => {
      const { ok, checks } = await examine(terminal.environment);
      const hasColors = terminal.isShown && !terminal.environment.NO_COLOR;
      print(terminal, json, { ok, checks }, describeFindings(checks, hasColors));
      if (!ok) throw new StartError(countText(checks));
    });
}
