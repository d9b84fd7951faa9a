#!/usr/bin/env node
import 'reflect-metadata';
import { runProgram } from './commands/runProgram';
import type { Terminal } from './commands/Terminal';

const terminal: Terminal = {
  environment: process.env,
  get input() {
    return process.stdin; // Opened by those commands alone that read it.
  },
  say: (text) => void process.stdout.write(text, noteLoss),
  isTaken: () => new Promise((resolve) => process.stdout.write('', (error) => resolve(!error && !isLost))),
  isWatched: process.stderr.isTTY === true,
  isShown: process.stdout.isTTY === true,
  columns: process.stderr.columns || 80, // Some terminals say 0.
  writeError: (text) => void process.stderr.write(text),
  onInterrupt: (listener) => {
    process.once('SIGINT', listener);
    return () => void process.off('SIGINT', listener);
  },
};
/** Whether standard output did not take something. */
let isLost = false;

// Without a listener, a reader that leaves would end the process. The callbacks of `say` and of the log tell of failures.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

/** A reader who has read enough leaves (`| head`), which is no failure. */
function noteLoss(error?: NodeJS.ErrnoException | null): void {
  if (!error) return;
  isLost = true;
  if (error.code === 'EPIPE') return;
  process.exitCode = 1;
  terminal.writeError(`What this command prints is lost: ${error.message}.\n`);
}

void runProgram(process.argv.slice(2), terminal).then((exitCode) => {
  if (exitCode !== 0) process.exitCode = exitCode; // What serves has an exit code of its own.
});
