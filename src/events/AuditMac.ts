import { hash } from 'node:crypto';
import { isId } from '../id';
import { deriveKey } from '../secrets';
import type { AuditEvent } from './AuditEvent';

/** Of SHA-256. Units: bytes. Source: RFC 2104, section 2. */
const BLOCK_BYTES = 64;
const HASH_BYTES = 32;
/** Of a row. Units: characters. */
const ID_LENGTH = 32;
/** 32 bytes in base64, in the one way in which they are written. */
const LEAF = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;

/** Proves leaves, each of one row: a proof that was copied proves no other row. Shape: HMAC-SHA-256 in base64. Source: RFC 2104; two hashes cost a third of an object that makes HMACs. */
export class AuditMac {
  private readonly inner = Buffer.alloc(BLOCK_BYTES + HASH_BYTES + ID_LENGTH, 0x36);
  private readonly outer = Buffer.alloc(BLOCK_BYTES + HASH_BYTES, 0x5c);

  constructor(secret: string) {
    for (const [index, byte] of deriveKey(secret, 'audit-row').entries()) {
      this.inner[index] = byte ^ 0x36;
      this.outer[index] = byte ^ 0x5c;
    }
  }

  /** The proof that a server that has the secret made a leaf for the row of this id. @param leaf 32 bytes in base64 */
  of(id: string, leaf: string): string {
    this.inner.write(leaf, BLOCK_BYTES, 'base64');
    this.inner.write(id, BLOCK_BYTES + HASH_BYTES, 'latin1');
    this.outer.write(hash('sha256', this.inner, 'binary'), BLOCK_BYTES, 'latin1');
    return hash('sha256', this.outer, 'base64');
  }

  /** Whether a row bears that proof. Whoever writes to the database chooses what is there, in SQLite its type as well. */
  proves({ id, leaf, mac }: Pick<AuditEvent, 'id' | 'leaf' | 'mac'>): boolean {
    const areTexts = typeof id === 'string' && typeof leaf === 'string' && typeof mac === 'string';
    return areTexts && isId(id) && LEAF.test(leaf) && this.of(id, leaf) === mac;
  }
}
