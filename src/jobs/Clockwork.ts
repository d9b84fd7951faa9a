import type { Clock } from '../clock';
import type { ReportLoss } from '../log';
import type { Storage } from '../storage/Storage';
import type { Job } from './Job';
import { Leases } from './Leases';
import { Turns } from './Turns';

/** Units: milliseconds before leases are looked at again where that failed. */
const RETRY_MS = 1_000;

/** Runs the jobs of one process. Source: decision 044. */
export class Clockwork {
  private readonly leases: Leases;
  private readonly turns = new Map<string, Turns>();
  private readonly stopping = new AbortController();
  private namesForOne: readonly string[] = [];
  private readonly keeping = new Turns(() => this.keepLeases());

  constructor(
    storage: Storage,
    private readonly clock: Clock,
    private readonly reportLoss: ReportLoss,
  ) {
    this.leases = new Leases(storage, clock);
  }

  /** Starts jobs, once. The first turn is taken at once; of a job for one, as soon as this process has its lease. */
  start(jobs: readonly Job[]): void {
    for (const job of jobs) this.turns.set(job.name, new Turns(() => this.turn(job)));
    this.namesForOne = jobs.filter(({ isForOne }) => isForOne).map(({ name }) => name);
    if (this.namesForOne.length > 0) this.keeping.wake();
    for (const { name, isForOne } of jobs) if (!isForOne) this.wake(name);
  }

  /** Has a job take a turn soon. A job that another process does is left to it. */
  wake(name: string): void {
    this.turns.get(name)?.wake();
  }

  /** Lets running turns end, and gives the leases back. Never rejects. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all([this.keeping, ...this.turns.values()].map((turns) => turns.stop()));
    try {
      await this.leases.giveBack();
    } catch (error) {
      this.reportLoss('the leases of jobs could not be given back: they end by themselves', { err: error });
    }
  }

  private async keepLeases(): Promise<number> {
    try {
      const lookAgainMs = await this.leases.take(this.namesForOne);
      for (const name of this.namesForOne) if (this.isLeftOut(name)) this.wake(name);
      return lookAgainMs;
    } catch (error) {
      this.reportLoss('the leases of jobs could not be taken', { err: error });
      return RETRY_MS;
    }
  }

  /** Whether a job is not done though this process has its lease: that is new, or was taken by a write that seemed to fail. */
  private isLeftOut(name: string): boolean {
    return this.leases.holds(name) && this.turns.get(name)?.isIdle === true;
  }

  private async turn(job: Job): Promise<number | null> {
    try {
      if (job.isForOne && !(await this.hasLease(job.name))) return null; // It is woken with the lease.
      await job.run(this.clock(), this.stopping.signal);
    } catch (error) {
      this.reportLoss('a job failed', { job: job.name, err: error });
    }
    return job.everyMs;
  }

  /** A process that was paused finds its lease over, and may take it again. */
  private async hasLease(name: string): Promise<boolean> {
    if (!this.leases.holds(name)) await this.leases.take([name]);
    return this.leases.holds(name);
  }
}
