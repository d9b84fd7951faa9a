import { Peppers } from '../../src/keys/Peppers';

const PASS = 'lks_a secret half';

describe('the digests of secret halves', () => {
  const peppers = new Peppers('x'.repeat(32), ['y'.repeat(32)]);
  const made = peppers.digest(PASS);

  it('are HMAC-SHA-256 in hex, of the present master secret, and match what they were made of', () => {
    expect(made).toEqual({
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      version: expect.stringMatching(/^[0-9a-f]{8}$/),
    });
    expect([peppers.matchOf(PASS, made), peppers.matchOf(`${PASS}x`, made)]).toEqual(['FIRST', null]);
  });

  it.each([
    [
      'lks_00000000000000000000000000000000000000000003GTfko',
      '1926e8048c5b2f6a5648426768c5c7cfc84abaf97473192a88c8ad1920ef9e08',
    ],
    ['a half with é and 日本', '3645ba8c86bff31b62a05e800c55e8d7ba07d4215533ef95288d5882c1c08bc2'],
    ['', '930f312060cd75547c2aa4f0819c6e544fa905cb719ad5dba9aea99f7b09995f'],
  ])('stay what they are: keys of today work tomorrow. %s', (pass, digest) => {
    expect(peppers.digest(pass)).toEqual({ digest, version: '5fce6c05' });
  });

  it('match under an earlier master secret, and not under one that is gone', () => {
    const [earlier, gone] = ['y', 'z'].map((letter) => new Peppers(letter.repeat(32), []).digest(PASS));
    expect([peppers.matchOf(PASS, earlier ?? null), peppers.matchOf(PASS, gone ?? null)]).toEqual(['FIRST', null]);
  });

  it.each([
    ['nothing', ''],
    ['too short', made.digest.slice(1)],
    ['too long', `${made.digest}0`],
    ['another', made.digest.replace(/^./, (digit) => (digit === '0' ? '1' : '0'))],
    ['no hex', `é${made.digest.slice(1)}`],
    ['what no digest is', '-'.repeat(64)],
  ])('match nothing where the database holds %s', (_what, digest) => {
    expect(peppers.matchOf(PASS, { ...made, digest })).toBeNull();
    expect(peppers.matchOf(PASS, null, { ...made, digest })).toBeNull();
  });

  it('are told apart where a key has two, of one master secret or of two', () => {
    const other = peppers.digest('lks_another half');
    const earlier = new Peppers('y'.repeat(32), []).digest('lks_another half');
    const gone = new Peppers('z'.repeat(32), []).digest(PASS);
    const match = (pass: string, second: typeof made) => peppers.matchOf(pass, made, second);
    expect([match(PASS, other), match('lks_another half', other), match('lks_neither', other)]).toEqual([
      'FIRST',
      'SECOND',
      null,
    ]);
    expect([match(PASS, earlier), match('lks_another half', earlier), match('lks_neither', earlier)]).toEqual([
      'FIRST',
      'SECOND',
      null,
    ]);
    expect([peppers.matchOf(PASS, gone, made), peppers.matchOf(PASS, other, gone)]).toEqual(['SECOND', null]);
  });

  it('match nothing where there is no key', () => {
    expect(peppers.matchOf(PASS, null)).toBeNull();
  });
});
