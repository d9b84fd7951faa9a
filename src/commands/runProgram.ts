import { Command, CommanderError } from 'commander';
import { version } from '../../package.json';
import { StatementError } from '../database/failures';
import { StartError } from '../errors';
import type { Terminal } from './Terminal';

/** Adds a command to the program. */
type AddCommand = (program: Command, terminal: Terminal) => void;

/** The commands, in the order of `--help`. Each is loaded where it is asked for: all of them take longer than most of them run. */
const COMMANDS: Readonly<Record<string, () => AddCommand>> = {
  serve: () => (require('./serve') as typeof import('./serve')).addServeCommand,
  migrate: () => (require('./migrate') as typeof import('./migrate')).addMigrateCommand,
  init: () => (require('./init') as typeof import('./init')).addInitCommand,
  keys: () => (require('./keys') as typeof import('./keys')).addKeysCommand,
  policy: () => (require('./policy') as typeof import('./policy')).addPolicyCommand,
  'signing-keys': () => (require('./signingKeys') as typeof import('./signingKeys')).addSigningKeysCommand,
  users: () => (require('./users') as typeof import('./users')).addUsersCommand,
  scopes: () => (require('./scopes') as typeof import('./scopes')).addScopesCommand,
  audit: () => (require('./audit') as typeof import('./audit')).addAuditCommand,
  webhooks: () => (require('./webhooks') as typeof import('./webhooks')).addWebhooksCommand,
  outbox: () => (require('./outbox') as typeof import('./outbox')).addOutboxCommand,
  doctor: () => (require('./doctor') as typeof import('./doctor')).addDoctorCommand,
  backup: () => (require('./backup') as typeof import('./backup')).addBackupCommand,
  restore: () => (require('./restore') as typeof import('./restore')).addRestoreCommand,
};

/**
 * Runs `latchkey` with arguments. Never fails: what is wrong is written to the terminal.
 * Shape: the exit code: 0 for success, 1 for a failure, 2 for bad usage or settings.
 */
export async function runProgram(args: readonly string[], terminal: Terminal): Promise<0 | 1 | 2> {
  try {
    const program = createProgram(terminal);
    for (const addCommand of wantedCommands(args[0] ?? '')) addCommand(program, terminal);
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    return exitCodeOf(error, terminal);
  }
}

function createProgram(terminal: Terminal): Command {
  return new Command('latchkey')
    .description('Issues and checks API keys for organizations and for single processes, over GraphQL.')
    .version(version)
    .addHelpText('after', '\nSettings come from the environment; .env.example lists them.')
    .showHelpAfterError('(add --help for what is accepted)')
    .configureOutput({ writeOut: terminal.say, writeErr: terminal.writeError })
    .exitOverride();
}

/** The command of that name, or all of them. */
function wantedCommands(name: string): AddCommand[] {
  const named = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  return (named ? [named] : Object.values(COMMANDS)).map((load) => load());
}

function exitCodeOf(error: unknown, { writeError }: Terminal): 0 | 1 | 2 {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // Commander has told the person already.
  if (error instanceof StartError) {
    writeError(`${error.message}\n`);
    return error.exitCode;
  }
  if (error instanceof StatementError) {
    writeError(`${error.sentence}\n`);
    return 1;
  }
  writeError(`${error instanceof Error ? error.stack : String(error)}\n`);
  return 1;
}
