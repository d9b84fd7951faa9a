import { createHmac } from 'node:crypto';
import { type Clock, DAY_MS } from '../clock';
import { rateLimited } from '../errors';
import { type Counted, countTry, type Limit, subjectOf, takeBack } from '../limits/countTry';
import { deriveKey } from '../secrets';
import type { RunSql, Storage } from '../storage/Storage';

/** Of one account from one network: so nobody is locked out by what somebody does elsewhere. Source: decision 040. */
const OF_ACCOUNT: Limit = { name: 'account', tries: 5, spanMs: 15 * 60_000 };
/** Of one network, whichever the accounts. */
const OF_NETWORK: Limit = { name: 'network', tries: 20, spanMs: 60_000 };
/** Of one account from all networks that it never signed in from, once `CEILING` is reached. */
const PAST_CEILING: Limit = { name: 'past ceiling', tries: 1, spanMs: 5 * 60_000 };
/** No limit: for so long it is known that an account signed in from a network. */
const FAMILIAR: Limit = { name: 'familiar network', tries: Number.MAX_SAFE_INTEGER, spanMs: 90 * DAY_MS };
/** Addresses without a person share counts of failures in a row. Units: how long a count lasts that nobody touches. */
const OF_NOBODY = { name: 'failures of nobody', buckets: 65_536, spanMs: 365 * DAY_MS } as const;

/** Units: failures of an account in a row, from all networks together. Source: NIST SP 800-63B-4, section 3.2.2. */
export const CEILING = 100;

const READ =
  'SELECT "subject", "count", "endsAt" FROM "throttle" WHERE "subject" IN ($1, $2, $3, $4) AND "endsAt" > $5';
const FORGET = 'DELETE FROM "throttle" WHERE "subject" IN ($1, $2, $3)';
// The same two statements for nobody's address as for somebody's, whose failures add nothing to the shared count.
const COUNT_IN_A_ROW = `
  UPDATE "user" SET "failedSignInCount" = "failedSignInCount" + 1 WHERE "email" = $1 RETURNING "failedSignInCount"`;
const COUNT_OF_NOBODY = `
  INSERT INTO "throttle" ("subject", "count", "endsAt") VALUES ($1, $2, $3)
  ON CONFLICT ("subject") DO UPDATE SET "count" = "throttle"."count" + $2, "endsAt" = $3 RETURNING "count"`;
const END_ROW = 'UPDATE "user" SET "failedSignInCount" = 0 WHERE "email" = $1 AND "failedSignInCount" <> 0';

/** A try to sign in, before anything is known of the password. */
export interface Try {
  readonly account: string;
  readonly network: string;
}

/** Counts failures to sign in, in the database, so that all server processes count together. Source: decisions 040, 080. */
export class SignInLimits {
  private readonly key: Buffer;

  /** @param secret keeps to itself which addresses share a count */
  constructor(
    private readonly storage: Storage,
    private readonly clock: Clock,
    secret: string,
  ) {
    this.key = deriveKey(secret, 'failures');
  }

  /**
   * Refuses early, by a look alone, who failed too often. Shape: whether the account signed in from this network before.
   * Errors: `RATE_LIMITED`.
   */
  async check(sign: Try): Promise<boolean> {
    const now = this.clock();
    const { network, account, pastCeiling, familiar } = subjectsOf(sign);
    const rows = await this.storage.sql<Counted & { subject: string }>(READ, [
      network,
      account,
      pastCeiling,
      familiar,
      now,
    ]);
    const of = (wanted: string): Counted | undefined => rows.find(({ subject }) => subject === wanted);
    const isFamiliar = of(familiar) !== undefined;
    const limits: [Limit, Counted | undefined][] = [
      [OF_NETWORK, of(network)],
      [OF_ACCOUNT, of(account)],
      ...(isFamiliar ? [] : [[PAST_CEILING, of(pastCeiling)] as [Limit, Counted | undefined]]),
    ];
    for (const [{ tries }, counted] of limits) {
      if (counted && counted.count >= tries) throw rateLimited(counted.endsAt - now);
    }
    return isFamiliar;
  }

  /**
   * Counts a try as failed before it is known to be, so that none slips through beside it.
   * Shape: whether, if it fails, the failures in a row reach the ceiling with it. Errors: `RATE_LIMITED`.
   */
  async count(sign: Try, isFamiliar: boolean): Promise<boolean> {
    const now = this.clock();
    const outcome = await this.storage.write(({ sql }) => this.countWithin(sql, sign, isFamiliar, now));
    if (typeof outcome === 'boolean') return outcome;
    throw rateLimited(outcome.endsAt - now);
  }

  /** Takes a counted try back, since it succeeded, and remembers the network. */
  async forgive(sign: Try): Promise<void> {
    const { network, account, pastCeiling, familiar } = subjectsOf(sign);
    await this.storage.write(async ({ sql }) => {
      await takeBack(sql, network);
      await sql(FORGET, [account, pastCeiling, familiar]); // So that its time begins anew.
      await sql(END_ROW, [sign.account]);
      await countTry(sql, FAMILIAR, familiar, this.clock());
    });
  }

  /** The network comes first: a client over that limit leaves no rows for accounts. Shape: what is over, or as of `count`. */
  private async countWithin(sql: RunSql, sign: Try, isFamiliar: boolean, now: number): Promise<Counted | boolean> {
    const subjects = subjectsOf(sign);
    const over =
      (await countTry(sql, OF_NETWORK, subjects.network, now)) ??
      (await countTry(sql, OF_ACCOUNT, subjects.account, now));
    if (over) return over;
    const count = await this.countInARow(sql, sign.account, now);
    if (count <= CEILING || isFamiliar) return count === CEILING;
    return (await countTry(sql, PAST_CEILING, subjects.pastCeiling, now)) ?? false;
  }

  private async countInARow(sql: RunSql, account: string, now: number): Promise<number> {
    const [user] = await sql<{ failedSignInCount: number }>(COUNT_IN_A_ROW, [account]);
    const bucket = createHmac('sha256', this.key).update(account).digest().readUInt32BE() % OF_NOBODY.buckets;
    const subject = subjectOf(OF_NOBODY, `${bucket}`);
    const [shared] = await sql<{ count: number }>(COUNT_OF_NOBODY, [subject, user ? 0 : 1, now + OF_NOBODY.spanMs]);
    return user?.failedSignInCount ?? shared?.count ?? 0;
  }
}

/** Ends what was counted of an account from everywhere: the password that was guessed at is no more. */
export async function endFailuresInARow(sql: RunSql, account: string): Promise<void> {
  await sql(END_ROW, [account]);
  await sql('DELETE FROM "throttle" WHERE "subject" = $1', [subjectOf(PAST_CEILING, account)]);
}

function subjectsOf({ account, network }: Try) {
  return {
    network: subjectOf(OF_NETWORK, network),
    account: subjectOf(OF_ACCOUNT, network, account),
    pastCeiling: subjectOf(PAST_CEILING, account),
    familiar: subjectOf(FAMILIAR, network, account),
  };
}
