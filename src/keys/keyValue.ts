import { crc32 } from 'node:zlib';
import type { ApiKeyOwnerKind } from '../access/ScopeName';
import { drawBytes } from '../drawBytes';

/**
 * The two halves of a key's value.
 * Shape: `user` is `lko_` or `lkp_` and 16 base62; `pass` is `lks_`, 43 base62 and a 6-digit base62 CRC-32 of all that
 * precedes it. Source: decision 004.
 */
export interface KeyValue {
  readonly user: string;
  readonly pass: string;
}

/** A source of random bytes; tests bring their own. */
export type RandomBytes = (size: number) => Buffer;

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const USER_LENGTH = 16;
const SECRET_LENGTH = 43; // 62^43 > 2^256
/** Drawn for a value beside one for each digit. Units: bytes. More are useless once in a billion times. */
const SPARE_BYTES = 16;
const CHECKSUM_LENGTH = 6; // 62^6 > 2^32
/** The form of a value, but for the checksum. */
export const KEY_VALUE_FORM = /^(lk[op]_[0-9A-Za-z]{16}):(lks_[0-9A-Za-z]{49})$/;

/** Makes a new value for a key of that kind. */
export function generateKeyValue(kind: ApiKeyOwnerKind, random: RandomBytes = drawBytes): KeyValue {
  const digits = randomBase62(USER_LENGTH + SECRET_LENGTH, random);
  const secret = `lks_${digits.slice(USER_LENGTH)}`;
  return {
    user: `${kind === 'PROCESS' ? 'lkp_' : 'lko_'}${digits.slice(0, USER_LENGTH)}`,
    pass: secret + checksumOf(secret),
  };
}

/** The text that people copy. */
export function formatKeyValue({ user, pass }: KeyValue): string {
  return `${user}:${pass}`;
}

/** Reads a value. Errors: null where it is not of the one accepted form, or the checksum of `pass` is wrong. */
export function parseKeyValue(text: string): KeyValue | null {
  const [, user, pass] = KEY_VALUE_FORM.exec(text) ?? [];
  if (user === undefined || pass === undefined) return null;
  const secret = pass.slice(0, -CHECKSUM_LENGTH);
  return checksumOf(secret) === pass.slice(-CHECKSUM_LENGTH) ? { user, pass } : null;
}

/** Source: CRC-32 of IEEE 802.3, as in zlib, big-endian in base62, padded with `0` on the left. */
function checksumOf(text: string): string {
  let digits = '';
  for (let rest = crc32(text); digits.length < CHECKSUM_LENGTH; rest = Math.floor(rest / 62)) {
    digits = ALPHABET.charAt(rest % 62) + digits;
  }
  return digits;
}

/** Every digit is equally likely: bytes past the last multiple of 62 count for nothing, and more are drawn where too few are left. */
function randomBase62(length: number, random: RandomBytes): string {
  let digits = '';
  while (digits.length < length) {
    for (const byte of random(length + SPARE_BYTES)) {
      if (byte < 248 && digits.length < length) digits += ALPHABET.charAt(byte % 62);
    }
  }
  return digits;
}
