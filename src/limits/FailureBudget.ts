import type { Clock } from '../clock';
import type { RareLines } from '../RareLines';
import { networkOf } from './networkOf';

/** Units: milliseconds after which counting begins anew. */
const SPAN_MS = 60_000;
/** Units: networks that are counted. */
const MAX_NETWORKS = 10_000;
/** What the line of forgotten networks goes by. Shape: no network's name. */
const FORGOTTEN = 'forgotten networks';

/**
 * Counts failures by the network that they come from, in the memory of one process. A success is not counted, and
 * never held up.
 * Source: decision 076.
 */
export class FailureBudget {
  private readonly counts = new Map<string, number>();
  private startedAt = Number.NEGATIVE_INFINITY;
  /** Of this span, of all networks. */
  private failureCount = 0;
  /** Whether networks were forgotten in this span. */
  private hasForgotten = false;
  /** Since the last line of the log. */
  private refusedCount = 0;

  /** @param perMinute how many failures one network has in a minute; 0 for no limit */
  constructor(
    private readonly clock: Clock,
    private readonly perMinute: number,
    private readonly lines: RareLines,
  ) {}

  /** How much is kept in memory. Units: counts. */
  get size(): number {
    return this.counts.size;
  }

  /**
   * Counts a failure.
   * Units: milliseconds until failures count anew. Shape: null where the network has not used its budget up.
   */
  spend(address: string): number | null {
    if (this.perMinute === 0) return null;
    const now = this.clock();
    if (Math.abs(now - this.startedAt) >= SPAN_MS) this.begin(now); // A clock may be set back.
    this.failureCount += 1;
    const network = networkOf(address);
    const count = (this.counts.get(network) ?? 0) + 1;
    if (count === 1 && this.counts.size >= MAX_NETWORKS) this.forgetFewest();
    this.counts.set(network, count);
    if (count <= this.perMinute) return null;
    this.refusedCount += 1;
    if (count === this.perMinute + 1) this.tell(network);
    return Math.max(1, this.startedAt + SPAN_MS - now);
  }

  /** Half of the networks at least, so that thousands of new ones come before the next time. */
  private forgetFewest(): void {
    const sorted = Uint32Array.from(this.counts.values()).sort();
    const median = sorted[MAX_NETWORKS / 2 - 1] ?? 0;
    for (const [network, count] of this.counts) {
      if (count <= median) this.counts.delete(network);
    }
    this.hasForgotten = true;
  }

  private begin(now: number): void {
    if (this.hasForgotten) this.tellTotal();
    this.counts.clear();
    this.startedAt = now;
    this.failureCount = 0;
    this.hasForgotten = false;
  }

  private tellTotal(): void {
    this.lines.warn(
      FORGOTTEN,
      { failureCount: this.failureCount, failuresPerMinute: this.perMinute },
      'more networks than can be counted sent credentials that do not hold within a minute: those with the fewest failures may have exceeded FAILURES_PER_MINUTE',
    );
  }

  private tell(network: string): void {
    const isTold = this.lines.warn(
      network,
      { network, failuresPerMinute: this.perMinute, refusedCount: this.refusedCount },
      'a network sends more credentials that do not hold than FAILURES_PER_MINUTE: further ones are answered with 429; if that is the address of a proxy, name it in TRUST_PROXY',
    );
    if (isTold) this.refusedCount = 0;
  }
}
