import type { Storage } from '../storage/storage';
import { Gate } from './Gate';
import { hashPassword, isOfOldCost, isPasswordOf } from './passwords';
import type { SignInLimits } from './SignInLimits';

const SELECT = 'SELECT "id", "name", "email", "passwordHash" FROM "user" WHERE "email" = $1';
const UPGRADE = 'UPDATE "user" SET "passwordHash" = $1 WHERE "id" = $2 AND "passwordHash" = $3';

interface UserRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly passwordHash: string;
}

/** What came of a check. Shape: `user` is undefined where nobody has that address. */
export interface CheckedPassword {
  readonly user: Omit<UserRow, 'passwordHash'> | undefined;
  readonly isMatch: boolean;
}

/** Checks passwords: not too often, not too many at once, and of somebody who is not there as slowly as of anybody. */
export class PasswordCheck {
  private readonly gate = new Gate();

  constructor(
    private readonly storage: Storage,
    private readonly limits: SignInLimits,
  ) {}

  /**
   * Whether this is the password of the person with that address. Shape: `email` as `cleanEmail` makes it.
   * Errors: `RATE_LIMITED`, `SERVICE_UNAVAILABLE`.
   */
  async check(email: string, password: string, address: string): Promise<CheckedPassword> {
    await this.limits.check(email, address);
    return this.gate.pass(email, async () => {
      await this.limits.count(email, address);
      const [user] = await this.storage.sql<UserRow>(SELECT, [email]);
      const isMatch = await isPasswordOf(password, user?.passwordHash ?? null);
      if (user && isMatch) {
        await this.limits.forgive(email, address);
        await this.upgrade(user, password);
      }
      return { user, isMatch };
    });
  }

  /** Makes a digest of an old cost anew, now that the password is known for once. */
  private async upgrade({ id, passwordHash }: UserRow, password: string): Promise<void> {
    if (!isOfOldCost(passwordHash)) return;
    const digest = await hashPassword(password);
    await this.storage.write(({ sql }) => sql(UPGRADE, [digest, id, passwordHash]));
  }
}
