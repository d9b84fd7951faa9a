#!/usr/bin/env node
import 'reflect-metadata';
import { runProgram } from './commands/runProgram';
import type { Terminal } from './commands/Terminal';

const terminal: Terminal = {
  environment: process.env,
  get input() {
    return process.stdin; // Opened by those commands alone that read it.
  },
  say: (text) => void process.stdout.write(text),
  writeError: (text) => void process.stderr.write(text),
};

void runProgram(process.argv.slice(2), terminal).then((exitCode) => {
  if (exitCode !== 0) process.exitCode = exitCode; // What serves has an exit code of its own.
});
