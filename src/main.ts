#!/usr/bin/env node
import 'reflect-metadata';
import { Command, CommanderError } from 'commander';
import { version } from '../package.json';
import { addInitCommand } from './commands/init';
import { addKeysCommand } from './commands/keys';
import { addMigrateCommand } from './commands/migrate';
import { addOutboxCommand } from './commands/outbox';
import { addScopesCommand } from './commands/scopes';
import { addServeCommand } from './commands/serve';
import { addSigningKeysCommand } from './commands/signingKeys';
import { addUsersCommand } from './commands/users';
import { StartError } from './errors';

/** The command line. Shape: exit code 0 for success, 1 for a failure, 2 for bad usage or settings. */
function createProgram(): Command {
  const program = new Command('latchkey')
    .description('Issues and checks API keys for organizations and for single processes, over GraphQL.')
    .version(version)
    .addHelpText('after', '\nSettings come from the environment; .env.example lists them.')
    .showHelpAfterError('(add --help for what is accepted)')
    .exitOverride();
  addServeCommand(program);
  addMigrateCommand(program);
  addInitCommand(program);
  addKeysCommand(program);
  addSigningKeysCommand(program);
  addUsersCommand(program);
  addScopesCommand(program);
  addOutboxCommand(program);
  return program;
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // Commander has told the person already.
  if (error instanceof StartError) {
    process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return 1;
}

createProgram()
  .parseAsync()
  .catch((error: unknown) => {
    process.exitCode = exitCodeOf(error);
  });
