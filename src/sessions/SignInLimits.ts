import type { Clock } from '../clock';
import { rateLimited } from '../errors';
import { type Counted, countTry, type Limit, subjectOf, takeBack } from '../limits/countTry';
import type { Storage } from '../storage/Storage';

/** Of one account from one network: so nobody is locked out by what somebody does elsewhere. Source: decision 040. */
const OF_ACCOUNT: Limit = { name: 'account', tries: 5, spanMs: 15 * 60_000 };
/** Of one network, whichever the accounts. */
const OF_NETWORK: Limit = { name: 'network', tries: 20, spanMs: 60_000 };

const READ = 'SELECT "count", "endsAt" FROM "throttle" WHERE "subject" = $1 AND "endsAt" > $2';
const FORGET = 'DELETE FROM "throttle" WHERE "subject" = $1';

/** Counts failures to sign in, in the database, so that all server processes count together. */
export class SignInLimits {
  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
  ) {}

  /** Refuses early, by a look alone, who failed too often. Errors: `RATE_LIMITED`. */
  async check(account: string, network: string): Promise<void> {
    const now = this.clock();
    for (const [limit, subject] of subjectsOf(account, network)) {
      const [counted] = await this.storage.sql<Counted>(READ, [subject, now]);
      if (counted && counted.count >= limit.tries) throw rateLimited(counted.endsAt - now);
    }
  }

  /** Counts a try as failed before it is known to be, so that none slips through beside it. Errors: `RATE_LIMITED`. */
  async count(account: string, network: string): Promise<void> {
    const now = this.clock();
    const over = await this.storage.write(async ({ sql }) => {
      for (const [limit, subject] of subjectsOf(account, network)) {
        const counted = await countTry(sql, limit, subject, now);
        if (counted) return counted;
      }
      return null;
    });
    if (over) throw rateLimited(over.endsAt - now);
  }

  /** Takes a counted try back: it succeeded. */
  async forgive(account: string, network: string): Promise<void> {
    await this.storage.write(async ({ sql }) => {
      for (const [limit, subject] of subjectsOf(account, network)) {
        if (limit === OF_ACCOUNT) await sql(FORGET, [subject]);
        else await takeBack(sql, subject);
      }
    });
  }
}

/** The network comes first: a client over that limit leaves no rows for accounts. */
function subjectsOf(account: string, network: string): [Limit, string][] {
  return [
    [OF_NETWORK, subjectOf(OF_NETWORK, network)],
    [OF_ACCOUNT, subjectOf(OF_ACCOUNT, network, account)],
  ];
}
