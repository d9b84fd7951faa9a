import type { Job } from '../jobs/Job';
import type { ReportLoss } from '../log';
import type { Storage } from '../storage/Storage';

/** Units: milliseconds by which `lastUsedAt` may lag. */
const LAST_USED_LAG_MS = 60_000;
/** Units: keys whose use waits to be written down. */
const MAX_WAITING = 1_000;

interface UsedKey {
  readonly id: string;
  readonly lastUsedAt: number | null;
}

/** Remembers that keys were used. A job of each process writes it down a moment later: no request waits for it. */
export class KeyUse implements Job {
  readonly name = 'write-key-use';
  readonly everyMs = 1_000;
  readonly isForOne = false;
  private readonly lastUsedAt = new Map<string, number>();
  private flushing: Promise<void> = Promise.resolve();

  constructor(
    private readonly storage: Storage,
    private readonly reportLoss: ReportLoss,
  ) {}

  /** A key let its caller in. */
  used(key: UsedKey, now: number): void {
    if (key.lastUsedAt !== null && now - key.lastUsedAt < LAST_USED_LAG_MS) return;
    const isNew = !this.lastUsedAt.has(key.id);
    if (isNew && this.lastUsedAt.size >= MAX_WAITING) return;
    this.lastUsedAt.set(key.id, now);
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
    const uses = [...this.lastUsedAt];
    this.lastUsedAt.clear();
    if (uses.length === 0) return;
    try {
      await this.storage.write(async ({ sql }) => {
        for (const [id, at] of uses) await sql('UPDATE "api_key" SET "lastUsedAt" = $1 WHERE "id" = $2', [at, id]);
      });
    } catch (error) {
      this.reportLoss('the use of keys could not be written down', { err: error, useCount: uses.length });
    }
  }
}
