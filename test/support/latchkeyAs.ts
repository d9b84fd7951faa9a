import 'reflect-metadata';
import BetterSqlite3 from 'better-sqlite3';
import { runProgram } from '../../src/commands/runProgram';
import type { Terminal } from '../../src/commands/Terminal';

/**
 * `latchkey` as another user than root: `node latchkeyAs.js <uid> <gid> <arguments>`. All of it is loaded before the user
 * changes, who may not be able to reach the project's folder.
 */
const [uid, gid, ...args] = process.argv.slice(2);
new BetterSqlite3(':memory:').close();
process.setgroups?.([]);
process.setgid?.(Number(gid));
process.setuid?.(Number(uid));

const terminal: Terminal = {
  environment: process.env,
  input: process.stdin,
  say: (text) => void process.stdout.write(text),
  writeError: (text) => void process.stderr.write(text),
};

void runProgram(args, terminal).then((exitCode) => {
  if (exitCode !== 0) process.exitCode = exitCode;
});
