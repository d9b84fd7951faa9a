import { randomBytes } from 'node:crypto';

/** bcrypt reads no further; longer passwords are refused, never cut. Units: bytes of UTF-8. */
export const MAX_PASSWORD_BYTES = 72;
/** The shortest password. Units: code points. */
export const MIN_PASSWORD_LENGTH = 8;

const LENGTH_RULE = `A password has at least ${MIN_PASSWORD_LENGTH} characters and at most ${MAX_PASSWORD_BYTES} bytes of UTF-8.`;
const FREQUENT_RULE = 'This password is one of the most common ones, which are tried first: choose another.';

/** What is wrong with a password that somebody chooses; null for one that may be taken. */
export function passwordFault(password: string): string | null {
  if (isTooLong(password) || [...password].length < MIN_PASSWORD_LENGTH) return LENGTH_RULE;
  return isRun(password) || frequentPasswords().has(password.toLowerCase()) ? FREQUENT_RULE : null;
}

/** Whether a text is longer than any password may be. */
export function isTooLong(password: string): boolean {
  return Buffer.byteLength(password) > MAX_PASSWORD_BYTES;
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

let frequent: ReadonlySet<string> | null = null;

/** Loaded when the first password is chosen: most servers never need it. Source: the lists that @zxcvbn-ts ranks. */
function frequentPasswords(): ReadonlySet<string> {
  if (frequent) return frequent;
  const { dictionary } = require('@zxcvbn-ts/language-common') as typeof import('@zxcvbn-ts/language-common');
  frequent = new Set(dictionary['passwords-common'].map(String));
  return frequent;
}
