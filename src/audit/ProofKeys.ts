import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { deriveKey, type SecretLabel } from '../secrets';

/** Proves texts under a master secret, and knows those that previous secrets proved. */
export class ProofKeys {
  private readonly own: KeyObject;
  private readonly previous: readonly KeyObject[];

  constructor(label: SecretLabel, secret: string, previousSecrets: readonly string[]) {
    const keyOf = (each: string): KeyObject => createSecretKey(deriveKey(each, label));
    this.own = keyOf(secret);
    this.previous = previousSecrets.map(keyOf);
  }

  /** Whether a previous secret may have proved anything. */
  get hasPrevious(): boolean {
    return this.previous.length > 0;
  }

  /** The proof of a text. Shape: HMAC-SHA-256 in base64. */
  prove(text: string): string {
    return proofOf(this.own, text);
  }

  /** Which secret proved a text. Shape: null where none of this server's did. */
  find(proof: string, text: string): 'OWN' | 'PREVIOUS' | null {
    if (isSame(proof, proofOf(this.own, text))) return 'OWN';
    return this.previous.some((key) => isSame(proof, proofOf(key, text))) ? 'PREVIOUS' : null;
  }
}

function proofOf(key: KeyObject, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64');
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
