import { text } from 'node:stream/consumers';
import { type Command, InvalidArgumentError } from 'commander';
import { systemClock } from '../clock';
import { StartError } from '../errors';
import { cleanEmail, EMAIL_RULE } from '../names';
import { parseInstant } from '../scalars/DateTime';
import { generatePassword, passwordFault } from '../sessions/passwords';
import { type ResetResult, resetPassword } from '../sessions/resetPassword';
import { describeMadeKeys, madeKeyJson } from './describeMadeKeys';
import { print, table } from './print';
import type { Terminal } from './Terminal';
import { withServices } from './withServices';

interface Options {
  readonly email: string;
  readonly passwordStdin?: true;
  readonly vouch?: true;
  /** Units: epoch milliseconds. */
  readonly endKeysSince?: number;
  readonly json?: true;
}

/** `latchkey users …` */
export function addUsersCommand(program: Command, terminal: Terminal): void {
  const users = program.command('users').description('The people who sign in.');
  users
    .command('reset-password')
    .description(
      'Gives somebody whose password is lost another one, and ends the sessions and open invitations of that person.',
    )
    .requiredOption('--email <address>', 'the address that the person signs in with')
    .option('--password-stdin', 'read the password from standard input instead of generating one')
    .option('--vouch', "say that the address is the person's, as a mailed invitation proves it")
    .option(
      '--end-keys-since <instant>',
      'end the API keys that the person made since then, or that such a key made',
      readSince,
    )
    .option('--json', 'print one JSON object')
    .action((options: Options) => reset(terminal, options));
}

async function reset(terminal: Terminal, options: Options): Promise<void> {
  const { email: address, passwordStdin, vouch, endKeysSince = null, json } = options;
  const given = passwordStdin ? (await text(terminal.input)).replace(/\r?\n$/, '') : null;
  const email = cleanEmail(address);
  if (email === null) throw new StartError(`--email: ${EMAIL_RULE}`, 2);
  const fault = given === null ? null : passwordFault(given);
  if (fault !== null) throw new StartError(fault, 2);
  const password = given ?? generatePassword();
  await withServices(terminal, async ({ services }) => {
    const request = { email, password, isVouchedFor: vouch === true, endKeysSince };
    const made = await resetPassword({ ...services, clock: systemClock }, request);
    if (!made) throw new StartError(`Nobody signs in with ${email}.`);
    const { endedInvitationCount, endedKeys, workingKeys } = made;
    const shown = given === null ? { password } : {};
    const counts = { endedInvitationCount, endedApiKeyCount: endedKeys.length };
    print(
      terminal,
      json,
      { email, ...shown, ...counts, workingApiKeys: workingKeys.map(madeKeyJson) },
      describe(email, shown.password, made),
    );
  });
}

function describe(email: string, password: string | undefined, made: ResetResult): string {
  const { endedInvitationCount, endedKeys, workingKeys } = made;
  const facts = table([
    ['login', email],
    ...(password === undefined ? [] : [['password', `${password}  (shown this once)`]]),
    ...(endedInvitationCount === 0 ? [] : [['ended', `${endedInvitationCount} open invitations of this person`]]),
    ...(endedKeys.length === 0 ? [] : [['ended', `${endedKeys.length} API keys that this person made`]]),
  ]);
  const keys = describeMadeKeys('These API keys still work. This person made them, or such a key did.', workingKeys);
  return keys === '' ? facts : `${facts}\n\n${keys}`;
}

function readSince(text: string): number {
  const instant = parseInstant(text);
  if (instant === null) throw new InvalidArgumentError('Give an instant such as 2027-02-01T00:00:00Z.');
  return instant;
}
