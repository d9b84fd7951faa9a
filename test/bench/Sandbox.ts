import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Cores } from './cores';

/** Units: milliseconds that a process is given to end by itself. */
const GRACE_MS = 10_000;

/** A Node.js process to be started. */
export interface Launch {
  readonly core: keyof Pick<Cores, 'server' | 'load'>;
  /** Shape: the script, its arguments, and before both the options of Node.js. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly stdio: StdioOptions;
}

/** The temporary folder and the processes of one run; both are gone when it ends, however it ends. */
export class Sandbox {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'latchkey-bench-'));
  private readonly children = new Set<ChildProcess>();

  private readonly startedAt = performance.now();

  constructor(private readonly cores: Cores) {
    process.once('exit', () => {
      for (const child of this.children) child.kill('SIGKILL');
      rmSync(this.folder, { recursive: true, force: true });
    });
  }

  /** Tells the person at the terminal what is going on, and since when. */
  tell(sentence: string): void {
    const seconds = Math.round((performance.now() - this.startedAt) / 1_000);
    const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    process.stderr.write(`${clock}  ${sentence}\n`);
  }

  /** Starts a process on its core. Nothing of our environment reaches it but the path to programs. */
  launch({ core, args, env = {}, stdio }: Launch): ChildProcess {
    const node = [process.execPath, ...args];
    const [program = '', ...rest] = this.cores.isPinned ? ['taskset', '-c', String(this.cores[core]), ...node] : node;
    const child = spawn(program, rest, {
      cwd: this.folder,
      env: { PATH: process.env.PATH, ...env },
      stdio,
    });
    this.children.add(child);
    child.once('exit', () => this.children.delete(child));
    return child;
  }

  /** Ends a process, gently at first: one that exits by itself writes down its CPU profile. */
  async stop(child: ChildProcess): Promise<void> {
    if (!this.children.has(child)) return;
    await new Promise<void>((resolve) => {
      const deadline = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
      child.once('exit', () => {
        clearTimeout(deadline);
        resolve();
      });
      child.kill('SIGTERM');
    });
  }
}
