import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { testFolder } from './engines';
import { endAfter } from './leftOpen';
import { timeLeft } from './timeLeft';

/** The built program. */
export const MAIN = path.resolve('dist/src/main.js');

const LATE = 'the program had not ended when the time of its test ran out';

/** What a command came to. */
export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run a command. Shape: nothing of the test's own environment is handed on but `PATH`. */
export interface CommandWishes {
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** The working directory; otherwise a new, empty one. */
  readonly folder?: string;
  /** What Node.js runs instead of `latchkey`, before the arguments. */
  readonly script?: readonly string[];
}

/** A server in a process of its own. */
export interface ServedProgram {
  readonly url: string;
  readonly child: ChildProcess;
  /** Waits for something that is printed. Shape: what the first group of the pattern holds. */
  printed(pattern: RegExp): Promise<string>;
  /** Everything that was printed so far. */
  output(): string;
  /** Resolves when the process has ended. */
  readonly ended: Promise<CommandResult>;
}

/** A new, empty folder, which goes with the test run. */
export function newFolder(): Promise<string> {
  return mkdtemp(path.join(testFolder(), 'folder-'));
}

/** Runs `latchkey` to its end. */
export async function runCommand(args: readonly string[], wishes: CommandWishes = {}): Promise<CommandResult> {
  return runScript([...(wishes.script ?? [MAIN]), ...args], wishes);
}

/** Runs a Node.js script to its end. */
export async function runScript(args: readonly string[], wishes: CommandWishes = {}): Promise<CommandResult> {
  const { child, ended } = await start(args, wishes);
  child.stdin?.end(wishes.input ?? '');
  const limit = limitOf(child);
  const result = await ended.finally(limit.end);
  if (limit.isOver()) throw new Error(`${LATE}: ${result.stdout}${result.stderr}`);
  return result;
}

/** Runs `latchkey serve` on a free port until it says where it listens. Shape: `options` as `['--workers', '2']`. */
export async function serveProgram(
  wishes: CommandWishes = {},
  options: readonly string[] = [],
): Promise<ServedProgram> {
  const environment = { PORT: '0', ...wishes.environment };
  const { child, ended, awaitOutput, output } = await start([...(wishes.script ?? [MAIN]), 'serve', ...options], {
    ...wishes,
    environment,
  });
  const closed = endAfter('file', async () => {
    child.kill('SIGKILL');
    await ended; // Workers write to the same pipes, which keep the process of the tests from ending.
  });
  child.once('close', closed);
  const limit = limitOf(child);
  const printed = (pattern: RegExp) =>
    Promise.race([
      awaitOutput(pattern),
      ended.then((result) => Promise.reject(notPrinted(pattern, result, limit.isOver()))),
    ]);
  const url = await printed(/"url":"([^"]+)"/).finally(limit.end);
  return { url, child, printed, output, ended };
}

/** Ends a program once the time of its test runs out. Shape: `end` ends the limit. */
function limitOf(child: ChildProcess) {
  let isOver = false;
  const timer = setTimeout(() => {
    isOver = true;
    child.kill('SIGKILL');
  }, timeLeft());
  return { isOver: () => isOver, end: () => clearTimeout(timer) };
}

/** Waits until something is printed. Shape: what the first group of the pattern holds. */
type AwaitOutput = (pattern: RegExp) => Promise<string>;

async function start(
  args: readonly string[],
  { environment = {}, folder }: CommandWishes,
): Promise<{ child: ChildProcess; ended: Promise<CommandResult>; awaitOutput: AwaitOutput; output: () => string }> {
  const cwd = folder ?? (await newFolder());
  const child = spawn(process.execPath, [...args], { cwd, env: { PATH: process.env.PATH, ...environment } });
  const printed = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    printed.stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    printed.stderr += chunk.toString();
  });
  const ended = new Promise<CommandResult>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...printed }));
  });
  const awaitOutput: AwaitOutput = (pattern) =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = pattern.exec(printed.stdout)?.[1];
        if (found === undefined) return;
        child.stdout.off('data', look);
        resolve(found);
      };
      child.stdout.on('data', look);
      look();
    });
  return { child, ended, awaitOutput, output: () => printed.stdout };
}

function notPrinted(pattern: RegExp, { code, stdout, stderr }: CommandResult, isLate: boolean): Error {
  const end = isLate ? LATE : `the program ended with ${code}`;
  return new Error(`${end}, and had not printed ${pattern}: ${stdout}${stderr}`);
}
