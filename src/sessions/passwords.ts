import { randomBytes } from 'node:crypto';
import bcrypt from 'bcrypt';

/** bcrypt's work factor: about a fifth of a second a password. Source: decision 004. */
const COST = 12;
/** bcrypt reads no further; longer passwords are refused, never cut. Units: bytes of UTF-8. */
const MAX_BYTES = 72;
const MIN_LENGTH = 8;
/** A digest that no password has, of the same cost: for people who are not there. */
const NOBODYS_DIGEST = `$2b$${COST}$CwTycUXWue0Thq9StjUM0u${'x'.repeat(31)}`;

const LENGTH_RULE = `A password has at least ${MIN_LENGTH} characters and at most ${MAX_BYTES} bytes of UTF-8.`;
const COMMON_RULE = 'This password is one of the most common ones, which are tried first: choose another.';

/** What is wrong with a password that somebody chooses; null for one that may be taken. */
export function passwordFault(password: string): string | null {
  if (isTooLong(password) || [...password].length < MIN_LENGTH) return LENGTH_RULE;
  return isRun(password) || commonPasswords().has(password.toLowerCase()) ? COMMON_RULE : null;
}

/** Hashes a password that `passwordFault` finds nothing wrong with. */
export function hashPassword(password: string): Promise<string> {
  return bcrypt.hash(password, COST);
}

/** Whether a password is that of a digest. Null, for somebody who is not there, takes as long and is never true. */
export async function isPasswordOf(password: string, digest: string | null): Promise<boolean> {
  // bcrypt would read the beginning alone of what is longer than any password; it is made to work all the same.
  const isMatch = await bcrypt.compare(password, digest ?? NOBODYS_DIGEST);
  return isMatch && digest !== null && !isTooLong(password);
}

/** Whether a digest was made with another work factor than today's. */
export function isOfOldCost(digest: string): boolean {
  return bcrypt.getRounds(digest) !== COST;
}

/** A password for somebody who did not choose one: 144 random bits. Shape: 24 characters of base64url. */
export function generatePassword(): string {
  return randomBytes(18).toString('base64url');
}

/** Whether it is one character again and again, or a run such as `87654321`: the lists leave out what can be reckoned. */
function isRun(password: string): boolean {
  const points = [...password].map((character) => character.codePointAt(0) ?? 0);
  const [first = 0, second = 0] = points;
  const step = second - first;
  return Math.abs(step) <= 1 && points.every((point, index) => point === first + index * step);
}

function isTooLong(password: string): boolean {
  return Buffer.byteLength(password) > MAX_BYTES;
}

let common: ReadonlySet<string> | null = null;

/** Loaded when the first password is chosen: most servers never need it. Source: the lists that @zxcvbn-ts ranks. */
function commonPasswords(): ReadonlySet<string> {
  if (common) return common;
  const { dictionary } = require('@zxcvbn-ts/language-common') as typeof import('@zxcvbn-ts/language-common');
  common = new Set(dictionary['passwords-common'].map(String));
  return common;
}
