import fc from 'fast-check';
import { formatKeyValue, generateKeyValue, parseKeyValue } from '../../src/keys/keyValue';
import { withChecksum } from '../support/checksum';
import { randomStream } from '../support/randomStream';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const USER = 'lko_0123456789ABCDEF';

const kind = fc.constantFrom('ORGANIZATION' as const, 'PROCESS' as const);
const value = fc.tuple(kind, fc.string()).map(([each, seed]) => generateKeyValue(each, randomStream(seed)));
const digit = fc.constantFrom(...DIGITS);
const character = fc.oneof(digit, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }));

/** The text with the part from `start` to `end` replaced. */
function spliced(text: string, start: number, end: number, replacement: string): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

describe('the value of a key', () => {
  it('is read as it was written', () => {
    fc.assert(fc.property(value, (each) => expect(parseKeyValue(formatKeyValue(each))).toEqual(each)));
  });

  it('is of the one form, and says whose kind it is', () => {
    fc.assert(
      fc.property(kind, fc.string(), (each, seed) => {
        const { user, pass } = generateKeyValue(each, randomStream(seed));
        expect(user).toMatch(each === 'ORGANIZATION' ? /^lko_[0-9A-Za-z]{16}$/ : /^lkp_[0-9A-Za-z]{16}$/);
        expect(pass).toMatch(/^lks_[0-9A-Za-z]{49}$/);
        expect(pass).toBe(withChecksum(pass.slice(0, 47)));
      }),
    );
  });

  it('is refused when any character of its secret half is another', () => {
    fc.assert(
      fc.property(value, fc.nat({ max: 52 }), character, ({ user, pass }, place, other) => {
        fc.pre(pass[place] !== other);
        expect(parseKeyValue(`${user}:${spliced(pass, place, place + 1, other)}`)).toBeNull();
      }),
      { numRuns: 1_000 },
    );
  });

  it('never stands for itself when any character of its public half is another', () => {
    fc.assert(
      fc.property(value, fc.nat({ max: 19 }), character, ({ user, pass }, place, other) => {
        fc.pre(user[place] !== other);
        const changed = spliced(user, place, place + 1, other);
        expect([undefined, changed]).toContain(parseKeyValue(`${changed}:${pass}`)?.user);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is refused when a character is missing', () => {
    fc.assert(
      fc.property(value, fc.nat({ max: 73 }), (each, place) => {
        expect(parseKeyValue(spliced(formatKeyValue(each), place, place + 1, ''))).toBeNull();
      }),
    );
  });

  it('is refused when a character is put in anywhere', () => {
    fc.assert(
      fc.property(value, fc.nat({ max: 74 }), character, (each, place, more) => {
        expect(parseKeyValue(spliced(formatKeyValue(each), place, place, more))).toBeNull();
      }),
      { numRuns: 1_000 },
    );
  });

  it('is refused when two neighbours of its secret half change places', () => {
    fc.assert(
      fc.property(value, fc.nat({ max: 51 }), ({ user, pass }, place) => {
        const [first = '', second = ''] = [pass[place], pass[place + 1]];
        fc.pre(first !== second);
        expect(parseKeyValue(`${user}:${spliced(pass, place, place + 2, second + first)}`)).toBeNull();
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['lks_00000000000000000000000000000000000000000003GTfko'],
    ['lks_zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz3pVhR5'],
    ['lks_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg1lgkwT'],
    ['lks_000000000000000000000000000000000000B0H0000000Uso'], // A small CRC, padded on the left.
  ])('has the checksum that others work out too: %s', (pass) => {
    expect(parseKeyValue(`${USER}:${pass}`)).toEqual({ user: USER, pass });
  });

  it.each([
    ['a public half of another kind', 'lkx_0123456789ABCDEF:lks_00000000000000000000000000000000000000000003GTfko'],
    ['a secret half of another kind', 'lko_0123456789ABCDEF:lkt_00000000000000000000000000000000000000000003GTfko'],
    ['no colon', 'lko_0123456789ABCDEFlks_00000000000000000000000000000000000000000003GTfko'],
    ['two colons', 'lko_0123456789ABCDEF::lks_00000000000000000000000000000000000000000003GTfko'],
    ['the halves swapped', 'lks_00000000000000000000000000000000000000000003GTfko:lko_0123456789ABCDEF'],
    ['a line break at the end', 'lko_0123456789ABCDEF:lks_00000000000000000000000000000000000000000003GTfko\n'],
    ['a digit of another script', 'lko_0123456789ABCDE１:lks_00000000000000000000000000000000000000000003GTfko'],
    ['nothing', ''],
  ])('is refused with %s', (_what, text) => {
    expect(parseKeyValue(text)).toBeNull();
  });

  it('draws again what would favour some digits', () => {
    const bytes = [255, 254, 253, 252, 251, 250, 249, 248, 247, 0, 61, 62];
    const random = (size: number) => Buffer.from(Array.from({ length: size }, (_, index) => bytes[index % 12] ?? 0));
    const { user } = generateKeyValue('ORGANIZATION', random);
    expect(user).toBe('lko_z0z0z0z0z0z0z0z0');
  });
});
