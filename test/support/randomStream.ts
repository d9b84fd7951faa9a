import { createCipheriv, createHash } from 'node:crypto';
import type { RandomBytes } from '../../src/keys/keyValue';

/** A source of random bytes that gives the same stream for the same seed: AES in counter mode. */
export function randomStream(seed: string): RandomBytes {
  const cipher = createCipheriv('aes-256-ctr', createHash('sha256').update(seed).digest(), Buffer.alloc(16));
  return (size) => cipher.update(Buffer.alloc(size));
}
