import { loadBcrypt } from './loadBcrypt';
import { isTooLong } from './passwords';

/** bcrypt's work factor: about a fifth of a second a password. Source: decision 004. */
const COST = 12;

/** Makes digests of passwords with bcrypt, and compares passwords with them. */
export class PasswordDigests {
  /** A digest that no password has, of the same cost: for people who are not there. */
  private readonly ofNobody: string;
  private readonly bcrypt = loadBcrypt();

  /** @param cost bcrypt's work factor; each step up doubles the time */
  constructor(private readonly cost = COST) {
    this.ofNobody = `$2b$${String(cost).padStart(2, '0')}$CwTycUXWue0Thq9StjUM0u${'x'.repeat(31)}`;
  }

  /** Hashes a password that `passwordFault` finds nothing wrong with. */
  hash(password: string): Promise<string> {
    return this.bcrypt.hash(password, this.cost);
  }

  /** Whether a password is that of a digest. Null, for somebody who is not there, takes as long and is never true. */
  async isPasswordOf(password: string, digest: string | null): Promise<boolean> {
    // bcrypt would read the beginning alone of what is longer than any password; it is made to work all the same.
    const isMatch = await this.bcrypt.compare(password, digest ?? this.ofNobody);
    return isMatch && digest !== null && !isTooLong(password);
  }

  /** Whether a digest was made with another work factor than today's. */
  isOfOldCost(digest: string): boolean {
    return this.bcrypt.getRounds(digest) !== this.cost;
  }
}
