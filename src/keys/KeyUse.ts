import type { Job } from '../jobs/Job';
import type { ReportLoss } from '../log';
import type { Storage } from '../storage/Storage';
import { LastUses } from './LastUses';

/** Units: milliseconds by which `lastUsedAt` may lag. */
const LAST_USED_LAG_MS = 60_000;

interface UsedKey {
  readonly id: string;
  readonly lastUsedAt: number | null;
}

/** Remembers that keys were used. A job of each process writes it down a moment later: no request waits for it. */
export class KeyUse implements Job {
  readonly name = 'write-key-use';
  readonly everyMs = 1_000;
  readonly isForOne = false;
  private readonly uses: LastUses;
  private isLossTold = false;
  private flushing: Promise<void> = Promise.resolve();

  constructor(
    storage: Storage,
    private readonly reportLoss: ReportLoss,
  ) {
    this.uses = new LastUses(storage);
  }

  /** A key let its caller in. */
  used(key: UsedKey, now: number): void {
    if (key.lastUsedAt !== null && now - key.lastUsedAt < LAST_USED_LAG_MS) return;
    this.uses.add(key.id, now);
  }

  run(): Promise<void> {
    return this.flush();
  }

  /** Writes down what waits, and resolves when it is written, or its loss was reported. */
  flush(): Promise<void> {
    this.flushing = this.flushing.then(() => this.write());
    return this.flushing;
  }

  private async write(): Promise<void> {
    this.tellDropped();
    const useCount = this.uses.count;
    if (useCount === 0) return;
    try {
      await this.uses.write();
    } catch (error) {
      this.reportLoss('the use of keys could not be written down', { err: error, useCount });
    }
  }

  /** What is dropped for want of room is told once, until there was room again. */
  private tellDropped(): void {
    const useCount = this.uses.takeDroppedCount();
    if (useCount > 0 && !this.isLossTold) this.reportLoss('the use of keys was not all written down', { useCount });
    this.isLossTold = useCount > 0;
  }
}
