import { createHash, randomBytes } from 'node:crypto';

/** Units: bytes of a token. */
const TOKEN_BYTES = 32;

/** A token of a session or an invitation. Shape: 43 characters of base64url, 256 random bits. */
export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/** What is kept of a token. Shape: SHA-256 in hex: 256 random bits need no slower digest. Source: decision 039. */
export function tokenDigest(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
