import type { ChildProcess } from 'node:child_process';
import { BenchError } from './BenchError';
import type { Contender, Measurement } from './contender';
import { LOAD } from './LoadedServer';
import type { LoopResult } from './loop';
import { cpuSecondsOf, peakMemoryBytesOf } from './processFigures';
import type { Stage } from './row';

/** A reference without HTTP: a process on the core of the servers that does one thing again and again. */
export class LoopProcess implements Contender {
  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
    private readonly stage: Stage,
  ) {}

  /** Starts a script that calls `serveLoop`. Errors: a `BenchError` where it ends before it is ready. */
  static async start(stage: Stage, name: string, args: readonly string[]): Promise<LoopProcess> {
    const { sandbox, profileFolder } = stage;
    const options = ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`, `--cpu-prof-name=${name}.cpuprofile`];
    const child = sandbox.launch({
      core: 'server',
      args: [...(profileFolder === null ? [] : options), ...args],
      env: { NODE_ENV: 'production' },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const loop = new LoopProcess(name, child, stage);
    await loop.answer();
    return loop;
  }

  async warmUp(): Promise<void> {
    await this.run(LOAD.warmUpSeconds);
  }

  async measure(): Promise<Measurement> {
    const before = cpuSecondsOf(this.pid);
    const { operationCount, seconds } = await this.run(LOAD.measuredSeconds);
    const cpuSeconds = cpuSecondsOf(this.pid) - before;
    return {
      value: operationCount / seconds,
      cpuMicroseconds: (cpuSeconds / operationCount) * 1_000_000,
      statementsPerRequest: null,
      loadShare: null,
      serverShare: null,
    };
  }

  peakMemoryBytes(): number {
    return peakMemoryBytesOf(this.pid);
  }

  stop(): Promise<void> {
    return this.stage.sandbox.stop(this.child);
  }

  private async run(seconds: number): Promise<LoopResult> {
    const answer = this.answer();
    this.child.send({ seconds });
    const result = (await answer) as LoopResult; // Sent by loop.ts, which sends nothing else.
    if (result.fault !== null) throw new BenchError(`The reference ${this.name} failed: ${result.fault}`);
    return result;
  }

  private answer(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const fail = (): void => reject(new BenchError(`The reference ${this.name} ended before it had a result.`));
      this.child.once('exit', fail);
      this.child.once('message', (message) => {
        this.child.off('exit', fail);
        resolve(message);
      });
    });
  }

  private get pid(): number {
    return this.child.pid ?? Number.NaN;
  }
}
