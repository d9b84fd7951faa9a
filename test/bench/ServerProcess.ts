import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { BenchError } from './BenchError';
import { cpuSecondsOf, memoryBytesOf, peakMemoryBytesOf } from './processFigures';
import type { Sandbox } from './Sandbox';

/** Units: milliseconds until a server that does not say where it listens is given up. */
const START_MS = 60_000;
/** Units: characters of a server's complaint that are kept. */
const COMPLAINT_LENGTH = 500;

/** A server to be started: a script that prints a JSON line with its `url` once it listens. */
export interface ServerLaunch {
  /** Shape: a few words that name it in messages and in the file of its CPU profile, e.g. `ours`. */
  readonly name: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The folder for its CPU profile, or null for none. */
  readonly profileFolder: string | null;
  /** Whether the script answers what `inquire` asks. */
  readonly isInquired?: boolean;
}

/** A server under load: a process of its own, alone on its core while it is measured. */
export class ServerProcess {
  private constructor(
    readonly name: string,
    readonly url: string,
    private readonly child: ChildProcess,
    private readonly sandbox: Sandbox,
  ) {}

  /** Starts a server and waits until it listens. Errors: a `BenchError` with what it complained of. */
  static async start(sandbox: Sandbox, launch: ServerLaunch): Promise<ServerProcess> {
    const { name, args, env, profileFolder, isInquired } = launch;
    const profiling = profileFolder === null ? [] : profileOptions(profileFolder, name);
    const child = sandbox.launch({
      core: 'server',
      args: [...profiling, ...args],
      env,
      stdio: ['ignore', 'pipe', 'pipe', ...(isInquired ? (['ipc'] as const) : [])],
    });
    return new ServerProcess(name, await urlOf(name, child), child, sandbox);
  }

  cpuSeconds(): number {
    return cpuSecondsOf(this.pid);
  }

  peakMemoryBytes(): number {
    return peakMemoryBytesOf(this.pid);
  }

  memoryBytes(): number {
    return memoryBytesOf(this.pid);
  }

  /** Asks the script of the server something, where it was launched to be asked. */
  inquire(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const fail = (): void => reject(new BenchError(`The server ${this.name} ended while it was measured.`));
      this.child.once('exit', fail);
      this.child.once('message', (message) => {
        this.child.off('exit', fail);
        resolve(message);
      });
      this.child.send('?');
    });
  }

  stop(): Promise<void> {
    return this.sandbox.stop(this.child);
  }

  private get pid(): number {
    const { pid, exitCode, signalCode } = this.child;
    if (pid === undefined || exitCode !== null || signalCode !== null) {
      throw new BenchError(`The server ${this.name} ended while it was measured.`);
    }
    return pid;
  }
}

function profileOptions(folder: string, name: string): string[] {
  return ['--cpu-prof', `--cpu-prof-dir=${folder}`, `--cpu-prof-name=${name}.cpuprofile`];
}

function urlOf(name: string, child: ChildProcess): Promise<string> {
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new BenchError(`The server ${name} was started without pipes.`);
  let complaint = '';
  stderr.on('data', (chunk: Buffer) => {
    complaint = `${complaint}${chunk}`.slice(-COMPLAINT_LENGTH);
  });
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void => {
      clearTimeout(deadline);
      reject(new BenchError(`The server ${name} ${reason}${complaint && `: ${complaint.trim()}`}`));
    };
    const deadline = setTimeout(() => fail(`did not listen within ${START_MS} ms`), START_MS);
    child.once('error', ({ message }) => fail(`did not start (${message})`));
    child.once('close', (code, signal) => fail(`ended with ${signal ?? code} before it listened`));
    // Lines are read on to the end, so that a talkative server never waits for its log to be taken.
    createInterface(stdout).on('line', (line) => {
      const url = urlIn(line);
      if (url === null) return;
      clearTimeout(deadline);
      resolve(url);
    });
  });
}

function urlIn(line: string): string | null {
  const match = /"url":"(http:\/\/127\.0\.0\.1:\d+)"/.exec(line);
  return match?.[1] ?? null;
}
