import { Hmac } from '../Hmac';
import { isId } from '../id';
import { deriveKey } from '../secrets';
import type { AuditEvent } from './AuditEvent';

/** Units: bytes. */
const LEAF_BYTES = 32;
/** Of a row. Units: characters. */
const ID_LENGTH = 32;
/** 32 bytes in base64, in the one way in which they are written. */
const LEAF = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;

/** Proves leaves, each of one row: a proof that was copied proves no other row. Shape: HMAC-SHA-256 in base64. */
export class AuditMac {
  private readonly hmac: Hmac;

  constructor(secret: string) {
    this.hmac = new Hmac(deriveKey(secret, 'audit-row'));
  }

  /** The proof that a server that has the secret made a leaf for the row of this id. @param leaf 32 bytes in base64 */
  of(id: string, leaf: string): string {
    const message = this.hmac.message(LEAF_BYTES + ID_LENGTH);
    message.write(leaf, 0, 'base64');
    message.write(id, LEAF_BYTES, 'latin1');
    return this.hmac.digest('base64');
  }

  /** Whether a row bears that proof. Whoever writes to the database chooses what is there, in SQLite its type as well. */
  proves({ id, leaf, mac }: Pick<AuditEvent, 'id' | 'leaf' | 'mac'>): boolean {
    const areTexts = typeof id === 'string' && typeof leaf === 'string' && typeof mac === 'string';
    return areTexts && isId(id) && LEAF.test(leaf) && this.of(id, leaf) === mac;
  }
}
