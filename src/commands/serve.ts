import type { Command } from 'commander';
import { serve } from '../serve';
import { completeConfig } from '../start';

/** `latchkey serve` */
export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .description('Migrates the database, then serves GraphQL until it is told to stop (SIGTERM, SIGINT).')
    .action(() => serve(completeConfig(process.env)));
}
