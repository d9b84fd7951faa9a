import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import type { Clock } from '../clock';
import { rateLimited } from '../errors';
import { Sweeper } from '../storage/Sweeper';
import type { Storage } from '../storage/storage';

/** How often something may fail. Units: tries, milliseconds. */
interface Limit {
  readonly name: string;
  readonly tries: number;
  readonly spanMs: number;
}

/** Of one account from one address: so nobody is locked out by what somebody else does elsewhere. Source: decision 040. */
const OF_ACCOUNT: Limit = { name: 'account', tries: 5, spanMs: 15 * 60_000 };
/** Of one address, whichever the accounts. */
const OF_ADDRESS: Limit = { name: 'address', tries: 20, spanMs: 60_000 };

/** Units: 16-bit groups of an IPv6 address that one household or host is given. */
const IPV6_NETWORK_GROUPS = 4;

const READ = 'SELECT "count", "endsAt" FROM "throttle" WHERE "subject" = $1 AND "endsAt" > $2';
const COUNT = `
  INSERT INTO "throttle" ("subject", "count", "endsAt") VALUES ($1, 1, $2)
  ON CONFLICT ("subject") DO UPDATE SET
    "count" = CASE WHEN "throttle"."endsAt" > $3 THEN "throttle"."count" + 1 ELSE 1 END,
    "endsAt" = CASE WHEN "throttle"."endsAt" > $3 THEN "throttle"."endsAt" ELSE $2 END
  RETURNING "count", "endsAt"`;
const FORGET = 'DELETE FROM "throttle" WHERE "subject" = $1';
const TAKE_BACK = 'UPDATE "throttle" SET "count" = "count" - 1 WHERE "subject" = $1 AND "count" > 0';
const SWEEP = 'DELETE FROM "throttle" WHERE "endsAt" <= $1';

interface Counted {
  readonly count: number;
  readonly endsAt: number;
}

/** Counts failures to sign in, in the database, so that all server processes count together. */
export class SignInLimits {
  private readonly sweeper: Sweeper;

  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
  ) {
    this.sweeper = new Sweeper(storage, SWEEP);
  }

  /** Refuses early, by a look alone, who failed too often. Errors: `RATE_LIMITED`. */
  async check(account: string, address: string): Promise<void> {
    const now = this.clock();
    for (const [limit, subject] of subjectsOf(account, address)) {
      const [counted] = await this.storage.sql<Counted>(READ, [subject, now]);
      if (counted && counted.count >= limit.tries) throw rateLimited(counted.endsAt - now);
    }
  }

  /** Counts a try as failed before it is known to be, so that none slips through beside it. Errors: `RATE_LIMITED`. */
  async count(account: string, address: string): Promise<void> {
    const now = this.clock();
    const over = await this.storage.write(async ({ sql }) => {
      for (const [limit, subject] of subjectsOf(account, address)) {
        const [counted] = await sql<Counted>(COUNT, [subject, now + limit.spanMs, now]);
        if (counted && counted.count > limit.tries) return counted;
      }
      return null;
    });
    await this.sweeper.sweep(now, now);
    if (over) throw rateLimited(over.endsAt - now);
  }

  /** Takes a counted try back: it succeeded. */
  async forgive(account: string, address: string): Promise<void> {
    await this.storage.write(async ({ sql }) => {
      for (const [limit, subject] of subjectsOf(account, address)) {
        await sql(limit === OF_ACCOUNT ? FORGET : TAKE_BACK, [subject]);
      }
    });
  }
}

/** The address first: whoever is over that limit leaves no trace of the accounts it tries. */
function subjectsOf(account: string, address: string): [Limit, string][] {
  const network = networkOf(address);
  return [
    [OF_ADDRESS, digest(OF_ADDRESS.name, network)],
    [OF_ACCOUNT, digest(OF_ACCOUNT.name, network, account)],
  ];
}

/** An address, or of IPv6 its first 64 bits: whoever has one address there has them all. */
function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.replace(/%.*$/, '').split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const [first, last] = [groups(head), groups(tail ?? '')];
  const zeros = Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0');
  const all = tail === undefined ? first : [...first, ...zeros, ...last];
  return all
    .slice(0, IPV6_NETWORK_GROUPS)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

function digest(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
