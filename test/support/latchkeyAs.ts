import 'reflect-metadata';
import { runProgram } from '../../src/commands/runProgram';
import type { Terminal } from '../../src/commands/Terminal';

/**
 * `latchkey` as another user than root, who can reach the project's folder: `node latchkeyAs.js <uid> <gid> <arguments>`.
 */
const [uid, gid, ...args] = process.argv.slice(2);
process.setgroups?.([]);
process.setgid?.(Number(gid));
process.setuid?.(Number(uid));

const terminal: Terminal = {
  environment: process.env,
  input: process.stdin,
  isTaken: async () => true,
  isWatched: false,
  isShown: false,
  columns: 80,
  onInterrupt: () => () => undefined,
  say: (text) => void process.stdout.write(text),
  writeError: (text) => void process.stderr.write(text),
};

void runProgram(args, terminal).then((exitCode) => {
  if (exitCode !== 0) process.exitCode = exitCode;
});
