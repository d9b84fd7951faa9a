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
    expect([peppers.matches(PASS, made), peppers.matches(`${PASS}x`, made)]).toEqual([true, false]);
  });

  it('match under an earlier master secret, and not under one that is gone', () => {
    const [earlier, gone] = ['y', 'z'].map((letter) => new Peppers(letter.repeat(32), []).digest(PASS));
    expect([peppers.matches(PASS, earlier ?? null), peppers.matches(PASS, gone ?? null)]).toEqual([true, false]);
  });

  it.each([
    ['nothing', ''],
    ['too short', made.digest.slice(1)],
    ['too long', `${made.digest}0`],
    ['another', made.digest.replace(/^./, (digit) => (digit === '0' ? '1' : '0'))],
    ['no hex', `é${made.digest.slice(1)}`],
    ['what no digest is', '-'.repeat(64)],
  ])('match nothing where the database holds %s', (_what, digest) => {
    expect(peppers.matches(PASS, { ...made, digest })).toBe(false);
  });

  it('match nothing where there is no key', () => {
    expect(peppers.matches(PASS, null)).toBe(false);
  });
});
