import type { Storage } from '../storage/Storage';
import { BLOCKED_FROM_AFTER_USE } from './BLOCKED_FROM_AFTER_USE';

/** Units: keys whose use waits to be written; the uses of others are counted, and dropped. */
const MAX_WAITING = 10_000;
/** Units: rows that one transaction writes: those that it wrote are locked until its end. */
const MAX_ROWS = 500;

/** Two processes may write it at once: the later instant stays, whichever comes first. */
const WRITE = `
  UPDATE "api_key" SET "lastUsedAt" = $1, "blockedFrom" = ${BLOCKED_FROM_AFTER_USE}
  WHERE "id" = $2 AND ("lastUsedAt" IS NULL OR "lastUsedAt" < $1)`;

/** When a key was last used. Shape: the key's id; epoch milliseconds. */
type Use = readonly [id: string, at: number];

/** The last use of each key, until it is written down. */
export class LastUses {
  private waiting = new Map<string, number>();
  private droppedCount = 0;

  constructor(private readonly storage: Storage) {}

  /** How many keys wait. */
  get count(): number {
    return this.waiting.size;
  }

  /** Notes that a key was used. Without room for one more key, the use is counted as dropped. */
  add(id: string, at: number): void {
    const earlier = this.waiting.get(id);
    if (earlier === undefined && this.waiting.size >= MAX_WAITING) this.droppedCount += 1;
    else if (earlier === undefined || earlier < at) this.waiting.set(id, at);
  }

  /** How many uses were dropped since this was last asked. */
  takeDroppedCount(): number {
    const count = this.droppedCount;
    this.droppedCount = 0;
    return count;
  }

  /** Writes down what waits. Errors: those of the database; what was not written waits on. */
  async write(): Promise<void> {
    // In one order for all processes: two that lock the same rows wait for one another, and never both.
    const uses = [...this.waiting].sort(([one], [other]) => (one < other ? -1 : 1));
    this.waiting = new Map();
    for (let start = 0; start < uses.length; start += MAX_ROWS) {
      try {
        await this.writeRows(uses.slice(start, start + MAX_ROWS));
      } catch (error) {
        for (const [id, at] of uses.slice(start)) this.add(id, at);
        throw error;
      }
    }
  }

  private writeRows(uses: readonly Use[]): Promise<void> {
    return this.storage.write(async ({ sql }) => {
      for (const [id, at] of uses) await sql(WRITE, [at, id]);
    }, 'READ_COMMITTED'); // Each statement is right by itself.
  }
}
