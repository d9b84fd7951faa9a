import { randomBytes } from 'node:crypto';
import bcrypt from 'bcrypt';

/** bcrypt's work factor: about a fifth of a second a password. Source: decision 004. */
const COST = 12;
/** bcrypt reads no further; longer passwords are refused, never cut. Units: bytes of UTF-8. */
const MAX_BYTES = 72;
const MIN_LENGTH = 8;

/** What is told of a password that is not taken. */
export const PASSWORD_RULE = `A password has at least ${MIN_LENGTH} characters and at most ${MAX_BYTES} bytes of UTF-8.`;

/** Whether a password follows `PASSWORD_RULE`. */
export function isAcceptablePassword(password: string): boolean {
  return [...password].length >= MIN_LENGTH && Buffer.byteLength(password) <= MAX_BYTES;
}

/** Hashes a password that follows `PASSWORD_RULE`. */
export function hashPassword(password: string): Promise<string> {
  return bcrypt.hash(password, COST);
}

/** A password for somebody who did not choose one: 144 random bits. Shape: 24 characters of base64url. */
export function generatePassword(): string {
  return randomBytes(18).toString('base64url');
}
