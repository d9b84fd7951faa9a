import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { systemClock } from '../clock';
import { StartError } from '../errors';
import { cleanEmail, EMAIL_RULE } from '../names';
import { generatePassword, passwordFault } from '../sessions/passwords';
import { resetPassword } from '../sessions/resetPassword';
import { print, table } from './print';
import type { Terminal } from './Terminal';
import { withServices } from './withServices';

interface Options {
  readonly email: string;
  readonly passwordStdin?: true;
  readonly vouch?: true;
  readonly json?: true;
}

/** `latchkey users …` */
export function addUsersCommand(program: Command, terminal: Terminal): void {
  const users = program.command('users').description('The people who sign in.');
  users
    .command('reset-password')
    .description('Gives somebody whose password is lost another one, and ends the sessions of that person.')
    .requiredOption('--email <address>', 'the address that the person signs in with')
    .option('--password-stdin', 'read the password from standard input instead of generating one')
    .option('--vouch', "say that the address is the person's, as a mailed invitation proves it")
    .option('--json', 'print one JSON object')
    .action(async ({ email: address, passwordStdin, vouch, json }: Options) => {
      const given = passwordStdin ? (await text(terminal.input)).replace(/\r?\n$/, '') : null;
      const email = cleanEmail(address);
      if (email === null) throw new StartError(`--email: ${EMAIL_RULE}`, 2);
      const fault = given === null ? null : passwordFault(given);
      if (fault !== null) throw new StartError(fault, 2);
      const password = given ?? generatePassword();
      await withServices(terminal, async ({ services }) => {
        const parts = { ...services, clock: systemClock };
        const user = await resetPassword(parts, { email, password, isVouchedFor: vouch === true });
        if (!user) throw new StartError(`Nobody signs in with ${email}.`);
        const made = { email, ...(given === null ? { password } : {}) };
        const shown = given === null ? [['password', `${password}  (shown this once)`]] : [];
        print(terminal, json, made, table([['login', email], ...shown]));
      });
    });
}
