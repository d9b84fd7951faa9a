import { randomBytes } from 'node:crypto';

/**
 * A new id: a UUIDv7, so that ids made later sort later.
 * Shape: 32 lower-case hex characters, e.g. `019b2f6e8f7a7c3d9e1f2a3b4c5d6e7f`.
 * Source: RFC 9562, section 5.7.
 */
export function newId(now: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now, 0, 6);
  bytes[6] = 0x70 | ((bytes[6] as number) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] as number) & 0x3f);
  return bytes.toString('hex');
}

/** Whether a text has the shape of an id; what has not is not worth asking the database for. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}
