import { timingSafeEqual } from 'node:crypto';
import { Hmac } from '../Hmac';
import { deriveKey, fingerprintOf } from '../secrets';

/** How the secret half of a key is stored. Shape: `digest` 64 hex characters, `version` 8. */
export interface PassDigest {
  readonly digest: string;
  readonly version: string;
}

/** What nothing digests to. */
const NO_DIGEST = '-'.repeat(64);

/**
 * Digests the secret half of keys: HMAC-SHA-256 under a pepper that the database does not hold. Each pepper is named by
 * a fingerprint of its master secret, so that a secret can be replaced while the keys it made still work.
 * Source: decisions 004 and 014.
 */
export class Peppers {
  private readonly byVersion: ReadonlyMap<string, Hmac>;
  private readonly current: string;

  constructor(secret: string, previousSecrets: readonly string[]) {
    const peppers = [secret, ...previousSecrets].map(
      (each) => [fingerprintOf(each), new Hmac(deriveKey(each, 'pass-pepper'))] as const,
    );
    this.byVersion = new Map(peppers);
    this.current = fingerprintOf(secret);
  }

  /** Digests a new secret half under the current pepper. */
  digest(pass: string): PassDigest {
    return { digest: this.hmac(this.current, pass), version: this.current };
  }

  /**
   * Which of two digests a secret has, compared in constant time. A key that does not exist, `null`, costs the same as one that
   * does not match. A second digest is made only where the second was made under another pepper.
   */
  matchOf(pass: string, first: PassDigest | null, second: PassDigest | null = null): 'FIRST' | 'SECOND' | null {
    const version = this.versionFor(first);
    const actual = this.hmac(version, pass);
    const isFirst = isSame(actual, this.known(first));
    if (second === null) return isFirst ? 'FIRST' : null;
    const secondVersion = this.versionFor(second);
    const isSecond = isSame(secondVersion === version ? actual : this.hmac(secondVersion, pass), this.known(second));
    return isFirst ? 'FIRST' : isSecond ? 'SECOND' : null;
  }

  /** What a secret half may have been digested to, under each pepper. */
  digestsOf(pass: string): string[] {
    return [...this.byVersion.keys()].map((version) => this.hmac(version, pass));
  }

  /** Whether keys with digests of that version can be checked at all. */
  holds(version: string): boolean {
    return this.byVersion.has(version);
  }

  private versionFor(stored: PassDigest | null): string {
    return stored !== null && this.holds(stored.version) ? stored.version : this.current;
  }

  /** The digest to compare with; null where nothing can be the same. */
  private known(stored: PassDigest | null): string | null {
    return stored !== null && this.holds(stored.version) && stored.digest.length === NO_DIGEST.length
      ? stored.digest
      : null;
  }

  /** As text: buffers of its size would cost as much as the digest itself. */
  private hmac(version: string, pass: string): string {
    const hmac = this.byVersion.get(version) as Hmac; // `version` is a key of the map: see the callers.
    hmac.message(Buffer.byteLength(pass)).write(pass);
    return hmac.digest('hex');
  }
}

function isSame(actual: string, stored: string | null): boolean {
  return timingSafeEqual(bytesOf(actual), bytesOf(stored ?? NO_DIGEST)) && stored !== null;
}

/** One byte a character, whatever the database says. */
function bytesOf(digest: string): Buffer {
  return Buffer.from(digest, 'latin1');
}
