import { Command, CommanderError } from 'commander';
import { version } from '../../package.json';
import { StatementError } from '../database/failures';
import { StartError } from '../errors';
import { addBackupCommand } from './backup';
import { addInitCommand } from './init';
import { addKeysCommand } from './keys';
import { addMigrateCommand } from './migrate';
import { addOutboxCommand } from './outbox';
import { addRestoreCommand } from './restore';
import { addScopesCommand } from './scopes';
import { addServeCommand } from './serve';
import { addSigningKeysCommand } from './signingKeys';
import type { Terminal } from './Terminal';
import { addUsersCommand } from './users';

/**
 * Runs `latchkey` with arguments. Never fails: what is wrong is written to the terminal.
 * Shape: the exit code: 0 for success, 1 for a failure, 2 for bad usage or settings.
 */
export async function runProgram(args: readonly string[], terminal: Terminal): Promise<0 | 1 | 2> {
  try {
    await createProgram(terminal).parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    return exitCodeOf(error, terminal);
  }
}

function createProgram(terminal: Terminal): Command {
  const program = new Command('latchkey')
    .description('Issues and checks API keys for organizations and for single processes, over GraphQL.')
    .version(version)
    .addHelpText('after', '\nSettings come from the environment; .env.example lists them.')
    .showHelpAfterError('(add --help for what is accepted)')
    .configureOutput({ writeOut: terminal.say, writeErr: terminal.writeError })
    .exitOverride();
  addServeCommand(program, terminal);
  addMigrateCommand(program, terminal);
  addInitCommand(program, terminal);
  addKeysCommand(program, terminal);
  addSigningKeysCommand(program, terminal);
  addUsersCommand(program, terminal);
  addScopesCommand(program, terminal);
  addOutboxCommand(program, terminal);
  addBackupCommand(program, terminal);
  addRestoreCommand(program, terminal);
  return program;
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
