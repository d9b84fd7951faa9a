import { addedUse, type CountedUse } from './CountedUse';
import type { UsedOperation } from './UsedOperation';

/** Units: uses that wait; those of further kinds are dropped, and the time is a gap. */
const MAX_USES = 10_000;

/** What was taken out of the backlog. */
export interface WaitingUses {
  readonly uses: readonly CountedUse[];
  readonly operations: ReadonlyMap<string, UsedOperation>;
  /** When uses were dropped for want of room. Units: epoch milliseconds, both inclusive; null where none were. */
  readonly gap: { readonly fromAt: number; readonly toAt: number } | null;
}

/** Uses that no journal holds: they wait in memory, and are lost with the process. */
export class Backlog {
  private uses = new Map<string, CountedUse>();
  private operations = new Map<string, UsedOperation>();
  private gap: WaitingUses['gap'] = null;

  get isEmpty(): boolean {
    return this.uses.size === 0 && this.gap === null;
  }

  /** Has a use wait. Without room for one more, the time becomes a gap. */
  add(use: CountedUse, operation: UsedOperation): void {
    const name = nameOf(use);
    const earlier = this.uses.get(name);
    if (earlier) this.uses.set(name, addedUse(earlier, use));
    else if (this.uses.size < MAX_USES) {
      this.uses.set(name, use);
      this.operations.set(operation.id, operation);
    } else {
      const { firstUsedAt, lastUsedAt } = use;
      this.noteGap(firstUsedAt, lastUsedAt);
    }
  }

  /** Notes that uses of a time may not all be counted. */
  noteGap(fromAt: number, toAt: number): void {
    const { gap } = this;
    this.gap = { fromAt: Math.min(gap?.fromAt ?? fromAt, fromAt), toAt: Math.max(gap?.toAt ?? toAt, toAt) };
  }

  /** Takes all that waits. */
  take(): WaitingUses {
    const taken = { uses: [...this.uses.values()], operations: this.operations, gap: this.gap };
    this.uses = new Map();
    this.operations = new Map();
    this.gap = null;
    return taken;
  }
}

/** What tells uses apart. */
export function nameOf(use: CountedUse): string {
  const { apiKeyId, secretNumber, operationId, hourAt, network, userAgent } = use;
  return `${apiKeyId} ${secretNumber} ${operationId} ${hourAt} ${network} ${userAgent}`;
}
