import { crc32 } from 'node:zlib';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * Adds the checksum to the first part of a pass, worked out here once more, with whole numbers of any size.
 * Source: IEEE 802.3: CRC-32, big-endian in base62, padded with `0` on the left.
 */
export function withChecksum(secret: string): string {
  const crc = BigInt(crc32(secret));
  const digits = [5n, 4n, 3n, 2n, 1n, 0n].map((place) => DIGITS.charAt(Number((crc / 62n ** place) % 62n)));
  return secret + digits.join('');
}

/** Turns one character of base62 into another of base62. */
export function otherDigit(digit: string): string {
  return DIGITS.charAt((DIGITS.indexOf(digit) + 1) % DIGITS.length);
}
