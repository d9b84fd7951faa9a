import { exportJWK, generateKeyPair, importJWK } from 'jose';
import { newId } from '../id';
import { seal, unseal } from '../sealing';
import { fingerprintOf } from '../secrets';
import type { SigningKey } from './SigningKey';

/** What tokens are signed with. Source: RFC 7518, section 3.4, and decision 027. */
export const SIGNING_ALGORITHM = 'ES256';

/** A key in the form that signing and checking take. */
export type UsableKey = Exclude<Awaited<ReturnType<typeof importJWK>>, Uint8Array>;

/** A new key pair. Shape: `row` lacks what it is for. */
export interface NewSigningKey {
  readonly row: Omit<SigningKey, 'endsAt' | 'nextSince'>;
  readonly privateKey: UsableKey;
}

/**
 * Makes key pairs for the master secrets that a server accepts, and opens those of its own. A pair for another secret than
 * the server's own is sealed under both: either of them alone opens nothing.
 */
export class SigningKeySeal {
  /** The fingerprint of the server's own secret, and those of all secrets that it accepts. */
  readonly ownVersion: string;
  readonly versions: readonly string[];
  /** What pairs are sealed under, by the fingerprint of the secret that they are for. */
  private readonly sealedUnder: ReadonlyMap<string, string>;
  private readonly opens: readonly string[];

  constructor(
    private readonly secret: string,
    previousSecrets: readonly string[],
  ) {
    const others = previousSecrets.filter((other) => other !== secret);
    this.ownVersion = fingerprintOf(secret);
    this.sealedUnder = new Map([
      [this.ownVersion, secret],
      ...others.map((other): [string, string] => [fingerprintOf(other), both(secret, other)]),
    ]);
    this.versions = [...this.sealedUnder.keys()];
    this.opens = [secret, ...others.map((other) => both(other, secret))];
  }

  /** Makes a pair for the secret of a fingerprint that is accepted. */
  async generate(secretVersion: string, createdAt: number): Promise<NewSigningKey> {
    const { publicKey, privateKey } = await generateKeyPair(SIGNING_ALGORITHM, { extractable: true });
    const id = newId(createdAt);
    const under = this.sealedUnder.get(secretVersion) ?? this.secret;
    const sealedPrivateKey = seal(under, 'signing-key', id, JSON.stringify(await exportJWK(privateKey)));
    const halves = { publicKey: JSON.stringify(await exportJWK(publicKey)), sealedPrivateKey };
    return { row: { id, ...halves, secretVersion, createdAt }, privateKey };
  }

  /** The private half of a key of the server's own secret, as a JWK. Errors: null where it cannot be opened. */
  open({ id, sealedPrivateKey }: Pick<SigningKey, 'id' | 'sealedPrivateKey'>): string | null {
    for (const under of this.opens) {
      const opened = unseal(under, 'signing-key', id, sealedPrivateKey);
      if (opened !== null) return opened;
    }
    return null;
  }

  /** Seals the private half of a key under the server's own secret alone. */
  sealAnew(id: string, privateKey: string): string {
    return seal(this.secret, 'signing-key', id, privateKey);
  }
}

function both(before: string, after: string): string {
  return `${before}\n${after}`;
}

/** Reads a JWK. */
export async function usableKey(jwk: string): Promise<UsableKey> {
  return (await importJWK(JSON.parse(jwk), SIGNING_ALGORITHM)) as UsableKey; // Bytes come of symmetric keys alone.
}
