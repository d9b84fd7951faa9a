import cluster from 'node:cluster';
import { availableParallelism } from 'node:os';
import { type Command, InvalidArgumentError } from 'commander';
import { handedSecrets } from '../running/handedSecrets';
import { serve } from '../running/serve';
import { serveAsWorker } from '../running/serveAsWorker';
import { completeConfig, readStart } from '../running/start';
import { withSecrets } from '../withSecretFiles';
import type { Terminal } from './Terminal';

/** How many workers there may be at most. */
const MAX_WORKERS = 64;

/** `latchkey serve` */
export function addServeCommand(program: Command, terminal: Terminal): void {
  program
    .command('serve')
    .description('Migrates the database, then serves GraphQL until it is told to stop (SIGTERM, SIGINT).')
    .option('--workers <count>', 'processes that serve: 1 to 64, or auto for one a core', readWorkerCount, 1)
    .action(({ workers }: { workers: number }) => {
      // Whatever else runs us in a cluster of its own has not said how many workers.
      return workers > 1 && cluster.isWorker
        ? serveAsWorker(async () => completeConfig(withSecrets(terminal.environment, await handedSecrets())))
        : serve(readStart(terminal.environment), workers);
    });
}

function readWorkerCount(text: string): number {
  if (text === 'auto') return Math.min(availableParallelism(), MAX_WORKERS);
  if (/^[1-9]\d?$/.test(text) && Number(text) <= MAX_WORKERS) return Number(text);
  throw new InvalidArgumentError(`Give a whole number from 1 to ${MAX_WORKERS}, or auto.`);
}
