import type { Clock } from '../clock';
import { newId } from '../id';
import type { Storage } from '../storage/Storage';
import type { Lease } from './Lease';

/** Units: milliseconds that a lease lasts: a process that is killed delays its jobs by no more. */
const LEASE_MS = 30_000;
/** Units: milliseconds after which a lease is renewed, so that two renewals may fail before it ends. */
const RENEW_MS = 10_000;
/** Units: milliseconds ahead of which no lease ends, though clocks differ by as long as a lease: a clock was wrong. */
const FARTHEST_MS = 2 * LEASE_MS;

const READ = 'SELECT "name", "holder", "until" FROM "job_lease"';
const GIVE_BACK = 'DELETE FROM "job_lease" WHERE "holder" = $1';

/** The leases of one process. Source: decision 044. */
export class Leases {
  private readonly holder: string;
  private readonly ends = new Map<string, number>();

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
  ) {
    this.holder = newId(clock());
  }

  /** Whether this process may do the job now, as far as its own clock tells. */
  holds(name: string): boolean {
    return this.clock() < (this.ends.get(name) ?? 0);
  }

  /**
   * Takes those leases that are free, and renews those of this process that are due. Others are only read.
   * Units: milliseconds until something is to be renewed, or may be free.
   */
  async take(names: readonly string[]): Promise<number> {
    const rows = await this.storage.sql<Lease>(READ, []);
    const now = this.clock();
    const byName = new Map(rows.map((row) => [row.name, row]));
    const wanted = names.filter((name) => this.isWanted(byName.get(name), now));
    for (const { name, holder, until } of rows) {
      if (holder === this.holder) this.ends.set(name, until);
      else this.ends.delete(name);
    }
    if (wanted.length > 0) await this.write(wanted, now);
    const foreign = rows.filter(({ name, until }) => names.includes(name) && !this.holds(name) && until > now);
    return Math.min(RENEW_MS, ...foreign.map(({ until }) => until - now));
  }

  /** Gives all of them back, so that others need not wait. */
  async giveBack(): Promise<void> {
    if (this.ends.size === 0) return;
    this.ends.clear();
    await this.storage.write(({ sql }) => sql(GIVE_BACK, [this.holder]));
  }

  private isWanted(row: Lease | undefined, now: number): boolean {
    if (row === undefined || row.until > now + FARTHEST_MS) return true;
    return row.until <= (row.holder === this.holder ? now + LEASE_MS - RENEW_MS : now);
  }

  /** One statement: of two processes that take the same lease, the second finds it taken. */
  private async write(names: readonly string[], now: number): Promise<void> {
    const until = now + LEASE_MS;
    const values = [this.holder, until, now, now + FARTHEST_MS, ...names];
    const taken = await this.storage.write(({ sql }) => sql<Pick<Lease, 'name'>>(takeStatement(names.length), values));
    for (const { name } of taken) this.ends.set(name, until);
  }
}

function takeStatement(count: number): string {
  const rows = Array.from({ length: count }, (_none, index) => `($${index + 5}, $1, $2)`);
  return `
    INSERT INTO "job_lease" ("name", "holder", "until") VALUES ${rows.join(', ')}
    ON CONFLICT ("name") DO UPDATE SET "holder" = excluded."holder", "until" = excluded."until"
      WHERE "job_lease"."until" <= $3 OR "job_lease"."until" > $4 OR "job_lease"."holder" = excluded."holder"
    RETURNING "name"`;
}
