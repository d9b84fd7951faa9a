import { drawBytes } from '../src/drawBytes';

describe('random bytes that are drawn together', () => {
  it('are given out once each, so many as were asked for', () => {
    const drawn = Array.from({ length: 1_000 }, () => drawBytes(75));
    expect(new Set(drawn.map((bytes) => bytes.toString('hex'))).size).toBe(1_000);
    expect(new Set(drawn.map(({ length }) => length))).toEqual(new Set([75]));
    const places = drawn.map(({ buffer, byteOffset }) => ({ buffer, byteOffset }));
    const [first] = places;
    const together = places.filter(({ buffer }) => buffer === first?.buffer).map(({ byteOffset }) => byteOffset);
    expect(together.every((offset, index) => index === 0 || offset === (together[index - 1] ?? 0) + 75)).toBe(true);
  });

  it('may be more than are drawn together otherwise', () => {
    expect(drawBytes(10_000)).toHaveLength(10_000);
    expect(drawBytes(0)).toHaveLength(0);
  });
});
