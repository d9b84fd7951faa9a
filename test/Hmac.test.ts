import { Hmac } from '../src/Hmac';

/** Source: RFC 4231, section 4: those whose key is no longer than a block. */
const VECTORS = [
  ['0b'.repeat(20), '4869205468657265', 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
  [
    '4a656665',
    '7768617420646f2079612077616e7420666f72206e6f7468696e673f',
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  ],
  ['aa'.repeat(20), 'dd'.repeat(50), '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe'],
  [
    '0102030405060708090a0b0c0d0e0f10111213141516171819',
    'cd'.repeat(50),
    '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b',
  ],
  ['0c'.repeat(20), '546573742057697468205472756e636174696f6e', 'a3b6167473100ee06e0c796c2955552b'],
] as const;

describe('an HMAC', () => {
  it.each(VECTORS)('of the key %s and the message %s is that of RFC 4231', (key, message, expected) => {
    const hmac = new Hmac(Buffer.from(key, 'hex'));
    const bytes = Buffer.from(message, 'hex');
    bytes.copy(hmac.message(bytes.length));
    expect(hmac.digest('hex').slice(0, expected.length)).toBe(expected);
  });

  it('is of the last message alone, whether that is shorter, longer or as long as the one before', () => {
    const hmac = new Hmac(Buffer.from('Jefe'));
    const digests = ['what do ya want for nothing?', 'Hi', '', 'Ho', 'what do ya want for nothing?'].map((text) => {
      hmac.message(text.length).write(text);
      return hmac.digest('base64');
    });
    expect(digests).toEqual([
      'W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=',
      'bOIuV0IdYjz7XF8jj9Y9w+bV0e0qbecudbeaCiS0Wtg=',
      'kjWYym1krypdunnc0CGooP5cX1V1Ga2q8K1TLUUG3TA=',
      'fTxGjkMpe3lmDI7wy6ZwWchndEoeEhQj2x0tKP6KoDM=',
      'W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=',
    ]);
  });
});
