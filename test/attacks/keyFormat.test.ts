import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { formatKeyValue, generateKeyValue, type KeyValue, parseKeyValue } from '../../src/keys/keyValue';
import { withChecksum } from '../support/checksum';
import { randomStream } from '../support/randomStream';

/** What a secret scanner is told to look for, beside the checksum. */
const PASS = /lks_[0-9A-Za-z]{49}/g;
const USER = 'lko_0000000000000000';
const DIGITS = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'];

/** What a secret scanner finds in a text: what looks like the secret half of a key and has the right checksum. */
function scan(text: string): string[] {
  return (text.match(PASS) ?? []).filter((pass) => parseKeyValue(`${USER}:${pass}`) !== null);
}

/** Pearson's χ² of the digits against "all equally likely". Units: 61 degrees of freedom. */
function chiSquare(text: string): number {
  const expected = text.length / 62;
  const counts = DIGITS.map((digit) => text.split(digit).length - 1);
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

/** Shannon's entropy of one place of many texts. Units: bits. */
function entropyAt(texts: readonly string[], place: number): number {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text.charAt(place), (counts.get(text.charAt(place)) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / texts.length) * Math.log2(count / texts.length), 0);
}

describe('the generator of keys', () => {
  const values: KeyValue[] = Array.from({ length: 10_000 }, () => generateKeyValue('ORGANIZATION'));

  it('T11: ten thousand keys have the one form, and none comes twice', () => {
    const wrong = values.filter(
      ({ user, pass }) => !/^lko_[0-9A-Za-z]{16} lks_[0-9A-Za-z]{49}$/.test(`${user} ${pass}`),
    );
    expect(wrong).toEqual([]);
    expect(new Set(values.map(({ user }) => user)).size).toBe(10_000);
    expect(new Set(values.map(({ pass }) => pass)).size).toBe(10_000);
    expect(values.filter(({ pass }) => Buffer.byteLength(pass) > 72)).toEqual([]);
  });

  it('T11: the checksum of every key is right', () => {
    expect(values.filter(({ pass }) => pass !== withChecksum(pass.slice(0, 47)))).toEqual([]);
  });

  it('T11: the secret half holds far more than 128 bits', () => {
    const secrets = values.map(({ pass }) => pass.slice(4, 47));
    const bits = Array.from({ length: 43 }, (_, place) => entropyAt(secrets, place)).reduce(
      (sum, each) => sum + each,
      0,
    );
    expect(bits).toBeGreaterThan(255); // 256.03, less what a sample of ten thousand shows too little.
  });

  it('T11: the public half holds far more than is needed for none to come twice', () => {
    const users = values.map(({ user }) => user.slice(4));
    const bits = Array.from({ length: 16 }, (_, place) => entropyAt(users, place)).reduce((sum, each) => sum + each, 0);
    expect(bits).toBeGreaterThan(94.5);
  });

  it('T11: every digit of either half is as likely as any other', () => {
    const random = randomStream('T11'); // Fixed, so that the one run in a thousand that fails is not today's.
    const drawn = Array.from({ length: 10_000 }, () => generateKeyValue('ORGANIZATION', random));
    const limit = 100.89; // p = 0.001
    expect(chiSquare(drawn.map(({ pass }) => pass.slice(4, 47)).join(''))).toBeLessThan(limit);
    expect(chiSquare(drawn.map(({ user }) => user.slice(4)).join(''))).toBeLessThan(limit);
  });

  it('T11: the source of randomness of a server has no favourites either', () => {
    const limit = 170; // p = 10⁻¹², for this run is a new one every time.
    expect(chiSquare(values.map(({ pass }) => pass.slice(4, 47)).join(''))).toBeLessThan(limit);
    expect(chiSquare(values.map(({ user }) => user.slice(4)).join(''))).toBeLessThan(limit);
  });

  it('T11: neither half tells anything of the other, nor one key of the next', () => {
    const halves = values.flatMap(({ user, pass }) => [user.slice(4), pass.slice(4, 20)]);
    expect(new Set(halves).size).toBe(20_000);
  });
});

describe('the scanner for secrets', () => {
  const COUNT = 100_000;

  it.each([
    ['git commits', () => createHash('sha1').update(randomBytes(20)).digest('hex')],
    ['UUIDs', () => randomUUID()],
    ['base64', () => randomBytes(60).toString('base64')],
    [
      'JSON web tokens',
      () => `eyJhbGciOiJFUzI1NiJ9.${randomBytes(60).toString('base64url')}.${randomBytes(64).toString('base64url')}`,
    ],
  ])('T12: takes none of 100,000 %s for a key', (_what, make) => {
    const text = Array.from({ length: COUNT }, make).join('\n');
    expect(scan(text)).toEqual([]);
  });

  it('T12: takes none of 100,000 texts of the right form for a key: the checksum tells', () => {
    const random = randomStream('T12');
    const digits = (bytes: Buffer): string => [...bytes].map((byte) => DIGITS[byte % 62]).join('');
    const texts = Array.from({ length: COUNT }, () => `lks_${digits(random(49))}`);
    expect(texts.join('\n').match(PASS)).toHaveLength(COUNT);
    expect(scan(texts.join('\n'))).toEqual([]);
  });

  it('T12: finds the secret half of every key, wherever it stands', () => {
    const values = Array.from({ length: 1_000 }, (_, index) =>
      generateKeyValue(index % 2 ? 'PROCESS' : 'ORGANIZATION'),
    );
    const passes = values.map(({ pass }) => pass);
    expect(passes.flatMap((pass) => scan(pass))).toEqual(passes);
    expect(passes.flatMap((pass) => scan(`PASS="${pass}"`))).toEqual(passes);
    expect(values.flatMap((value) => scan(`curl -u '${formatKeyValue(value)}' https://example.com`))).toEqual(passes);
  });

  it('T12: finds nothing in the public halves', () => {
    const users = Array.from({ length: 1_000 }, () => generateKeyValue('ORGANIZATION').user);
    expect(scan(users.join('\n'))).toEqual([]);
  });
});
