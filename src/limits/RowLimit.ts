import { Remembered } from '../Remembered';
import type { RunSql, SqlValue } from '../storage/Storage';

/** Units: milliseconds in which all server processes together make so many rows of one organization at most, a multiple of what they can. */
const SPAN_MS = 100;
const MADE_IN_A_SPAN = 1_000;
/** Units: organizations whose counts are remembered. */
const MAX_ORGANIZATIONS = 10_000;

interface Count {
  readonly count: number;
  /** Units: milliseconds of a clock that is never set. */
  readonly at: number;
}

/**
 * How many rows an organization may have. A creation counts them in its own transaction, so that no two take the last place,
 * unless the last count was too far from the limit for that: all that can have been made since leaves a place.
 * Source: decision 082.
 */
export class RowLimit {
  private readonly counts = new Remembered<string, Count>(MAX_ORGANIZATIONS);

  /** @param count counts the rows of an organization, `$1`, up to so many, `$2`, as `"count"` */
  constructor(
    readonly max: number,
    private readonly count: string,
  ) {}

  /**
   * Whether the organization has as many as it may have.
   * @param sql that of the transaction in which one more is made
   * @param further what the statement wants from `$3` on
   */
  async isReached(sql: RunSql, organizationId: string, ...further: readonly SqlValue[]): Promise<boolean> {
    const at = performance.now();
    const known = this.counts.get(organizationId);
    if (known && known.count + mostMadeSince(known.at, at) <= this.max) return false;
    const [found] = await sql<{ count: number | string }>(this.count, [organizationId, this.max, ...further]);
    const count = Number(found?.count); // PostgreSQL's counts are texts.
    this.counts.keep(organizationId, { count, at });
    return count >= this.max;
  }
}

/** Units: rows; times in milliseconds. */
function mostMadeSince(countedAt: number, now: number): number {
  return MADE_IN_A_SPAN * (1 + Math.floor((now - countedAt) / SPAN_MS));
}
