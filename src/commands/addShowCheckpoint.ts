import type { Command } from 'commander';
import { type LogOptions, logFor, ofLog, provedTree } from './logFor';
import { signedCheckpoint } from './signedCheckpoint';
import type { Terminal } from './Terminal';
import { withServices } from './withServices';

/** `latchkey audit checkpoint` */
export function addShowCheckpoint(audit: Command, terminal: Terminal): void {
  ofLog(
    audit
      .command('checkpoint')
      .description('Prints a checkpoint of a log as it is: keep it elsewhere, and verify the log with it later.'),
  ).action((options: LogOptions) =>
    withServices(terminal, async (bench) => {
      const tree = await provedTree(bench, await logFor(bench, options));
      terminal.say(await signedCheckpoint(bench, tree));
    }),
  );
}
