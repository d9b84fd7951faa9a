import { networkOf } from '../limits/networkOf';
import type { ReportLoss } from '../log';
import type { Storage } from '../storage/Storage';
import type { PasswordDigests } from './PasswordDigests';
import { PasswordQueue } from './PasswordQueue';
import type { SignInLimits } from './SignInLimits';

const SELECT = 'SELECT "id", "name", "email", "passwordHash" FROM "user" WHERE "email" = $1';
const UPGRADE = 'UPDATE "user" SET "passwordHash" = $1 WHERE "id" = $2 AND "passwordHash" = $3';

/** Units: people whose odd digests are told of, in the life of a process. */
const MAX_TOLD = 100;

/** A person, with the digest of the password that the person had at that time. */
export interface CheckedUser {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly passwordHash: string;
}

/** What came of a check. Shape: `user` is undefined where nobody has that address. */
export interface CheckedPassword {
  readonly user: CheckedUser | undefined;
  readonly isMatch: boolean;
  /** Whether the failures of the person in a row have reached the ceiling with this one. */
  readonly isCeiling: boolean;
}

/** Checks passwords: not too often, not too many at once, and of somebody who is not there as slowly as of anybody. */
export class PasswordCheck {
  private readonly gate = new PasswordQueue();
  /** Whose odd digests were told of: of each once, and of so many. */
  private readonly told = new Set<string>();

  constructor(
    private readonly storage: Storage,
    private readonly limits: SignInLimits,
    private readonly digests: PasswordDigests,
    private readonly reportLoss: ReportLoss,
  ) {}

  /**
   * Whether this is the password of the person with that address. The try counts as a failure until `accept` is called.
   * The password may change meanwhile, so a later step compares the digest again.
   * Errors: `RATE_LIMITED`, `SERVICE_UNAVAILABLE`.
   */
  async check(account: string, password: string, address: string): Promise<CheckedPassword> {
    const network = networkOf(address);
    const isFamiliar = await this.limits.check({ account, network });
    return this.gate.pass({ account, network, isFamiliar }, async () => {
      const isCeiling = await this.limits.count({ account, network }, isFamiliar);
      const [user] = await this.storage.sql<CheckedUser>(SELECT, [account]);
      if (user && !this.digests.isUsable(user.passwordHash)) this.tell(user.id);
      const isMatch = await this.digests.isPasswordOf(password, user?.passwordHash ?? null);
      return { user, isMatch, isCeiling: isCeiling && !isMatch };
    });
  }

  /**
   * Takes the try back, since the right password let somebody in; makes a digest of an old cost anew, now that the
   * password is known for once. Shape: the person, with the digest that holds.
   * Errors: `RATE_LIMITED`, `SERVICE_UNAVAILABLE`.
   */
  async accept(user: CheckedUser, password: string, address: string): Promise<CheckedUser> {
    const [account, network] = [user.email, networkOf(address)];
    await this.limits.forgive({ account, network });
    if (!this.digests.isOfOldCost(user.passwordHash)) return user;
    return this.gate.pass({ account, network, isFamiliar: true }, () => this.upgraded(user, password));
  }

  /**
   * Hashes a password that is to be kept, in turn with those that are checked. Its person has proved something already: the
   * password that held so far, or the token of an invitation.
   * Errors: `RATE_LIMITED`, `SERVICE_UNAVAILABLE`.
   * @param isWanted asked when the turn has come; null is the answer where it is not
   */
  hash(
    account: string,
    password: string,
    address: string,
    isWanted: () => Promise<boolean> = async () => true,
  ): Promise<string | null> {
    return this.gate.pass({ account, network: networkOf(address), isFamiliar: true }, async () =>
      (await isWanted()) ? this.digests.hash(password) : null,
    );
  }

  private tell(userId: string): void {
    if (this.told.has(userId) || this.told.size >= MAX_TOLD) return;
    this.told.add(userId);
    this.reportLoss('a digest of a password is malformed or too costly: reset the password', { user: userId });
  }

  private async upgraded(user: CheckedUser, password: string): Promise<CheckedUser> {
    const passwordHash = await this.digests.hash(password);
    const [stored] = await this.storage.write(async ({ sql }) => {
      await sql(UPGRADE, [passwordHash, user.id, user.passwordHash]);
      return sql<CheckedUser>(SELECT, [user.email]);
    });
    // Another server may have been first: then its digest holds, if it is of the same password.
    const isOurs = stored?.passwordHash === passwordHash;
    return stored && (isOurs || (await this.digests.isPasswordOf(password, stored.passwordHash))) ? stored : user;
  }
}
