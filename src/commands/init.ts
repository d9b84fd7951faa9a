import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { systemClock } from '../clock';
import type { TakenOver } from '../running/firstAdmin';
import { type InitResult, initOrganization } from '../running/init';
import { openMigrated } from '../running/start';
import { patienceOf } from './patienceOf';
import { print, table } from './print';
import type { Terminal } from './Terminal';
import { withServices } from './withServices';

interface Options {
  readonly organization: string;
  readonly email: string;
  readonly name?: string;
  readonly passwordStdin?: true;
  readonly json?: true;
}

/** `latchkey init` */
export function addInitCommand(program: Command, terminal: Terminal): void {
  program
    .command('init')
    .description('Makes an organization, its first admin and an organization key with all scopes for 90 days.')
    .requiredOption('--organization <name>', 'what the organization is called')
    .requiredOption(
      '--email <address>',
      "the admin's e-mail address; somebody known becomes an admin here too, with another password where nothing proved the address",
    )
    .option('--name <full name>', "the admin's name")
    .option('--password-stdin', 'read the password from standard input instead of generating one')
    .option('--json', 'print one JSON object')
    .action(async (options: Options) => {
      const password = options.passwordStdin ? (await text(terminal.input)).replace(/\r?\n$/, '') : null;
      const { organization, email, name = null } = options;
      const open = async (config: Parameters<typeof openMigrated>[0]) =>
        (await openMigrated(config, true, patienceOf(terminal))).database;
      await withServices(
        terminal,
        async ({ config, database, services }) => {
          const request = { organization, email, name, password };
          const parts = { storage: database, services, clock: systemClock, catalogue: config.catalogue };
          const made = await initOrganization(parts, request);
          if (made.user.takenOver) terminal.writeError(`${warningOf(made.user.email, made.user.takenOver)}\n`);
          const { madeFile } = database;
          print(terminal, options.json, madeFile === null ? made : { ...made, madeFile }, describe(made, madeFile));
        },
        open,
      );
    });
}

/** The warning of an account that was taken over: its earlier user is locked out, and may have been the right person. */
function warningOf(email: string, { endedSessionCount, organizations }: TakenOver): string {
  const names = organizations.map(({ id, name }) => `${name} (${id})`).join(', ');
  return [
    `WARNING: ${email} was the address of an account that anybody may have made: nothing proved the address.`,
    `The account has another password now. Its open sessions (${endedSessionCount}) and invitations ended.`,
    ...(names === '' ? [] : [`It is still a member of: ${names}.`]),
  ].join('\n');
}

function describe({ organization, user, apiKey }: InitResult, madeFile: string | null): string {
  return table([
    ...(madeFile === null ? [] : [['database', `${madeFile}  (made)`]]),
    ['organization', `${organization.name} (${organization.id})`],
    ['login', user.email],
    ...(user.password === undefined ? [] : [['password', `${user.password}  (shown this once)`]]),
    ['API key', `${apiKey.value}  (shown this once)`],
    ['expires', apiKey.expiresAt],
  ]);
}
