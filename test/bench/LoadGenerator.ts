import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { BenchError } from './BenchError';
import type { LoadJob, LoadResult } from './load';
import type { Sandbox } from './Sandbox';

/** The load generator: one process for the whole run, so that it is as warm for one server as for the other. */
export class LoadGenerator {
  private readonly child: ChildProcess;

  constructor(private readonly sandbox: Sandbox) {
    const args = [path.join(__dirname, 'loadProcess.js')];
    this.child = sandbox.launch({ core: 'load', args, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  }

  /** Puts a server under load. Errors: a `BenchError` where a single answer was wrong. */
  async run(job: LoadJob): Promise<LoadResult> {
    const result = await this.resultOf(job);
    if (result.fault !== null) throw new BenchError(`Under load, the server ${job.serverName} gave ${result.fault}.`);
    return result;
  }

  stop(): Promise<void> {
    return this.sandbox.stop(this.child);
  }

  private resultOf(job: LoadJob): Promise<LoadResult> {
    return new Promise((resolve, reject) => {
      const fail = (): void => reject(new BenchError('The load generator ended before it had a result.'));
      this.child.once('exit', fail);
      this.child.once('message', (message) => {
        this.child.off('exit', fail);
        resolve(message as LoadResult); // Sent by loadProcess.ts, which sends nothing else.
      });
      this.child.send(job);
    });
  }
}
