import { loadBcrypt } from './loadBcrypt';
import { isTooLong } from './passwords';

/** bcrypt's work factor: about a fifth of a second a password. Source: decision 004. */
const COST = 12;

/** What a digest of this program looks like. Its cost is what follows the first group. */
const DIGEST = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;

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

  /**
   * Whether a password is that of a digest. Null, for somebody who is not there, takes as long and is never true; so does a
   * digest that is not usable.
   */
  async isPasswordOf(password: string, digest: string | null): Promise<boolean> {
    const usable = digest !== null && this.isUsable(digest) ? digest : null;
    // bcrypt would read the beginning alone of what is longer than any password; it is made to work all the same.
    const isMatch = await this.bcrypt.compare(password, usable ?? this.ofNobody);
    return isMatch && usable !== null && !isTooLong(password);
  }

  /**
   * Whether a digest is one that this program makes, or made. A row decides how long comparing takes, and each step of the
   * cost doubles that: with 24 it is a quarter of an hour, for which a thread is held that nothing can stop.
   */
  isUsable(digest: string): boolean {
    const cost = DIGEST.exec(digest)?.[1];
    return cost !== undefined && Number(cost) <= Math.max(COST, this.cost);
  }

  /** Whether a digest was made with another work factor than today's. */
  isOfOldCost(digest: string): boolean {
    return this.bcrypt.getRounds(digest) !== this.cost;
  }
}
