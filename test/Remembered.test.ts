import { Remembered } from '../src/Remembered';

describe('what is remembered', () => {
  it('is answered again', () => {
    const remembered = new Remembered<string, number>(2);
    expect(remembered.keep('a', 1)).toBe(1);
    expect([remembered.get('a'), remembered.get('b')]).toEqual([1, undefined]);
  });

  it('is all forgotten before there would be more than may be', () => {
    const remembered = new Remembered<string, number>(2);
    remembered.keep('a', 1);
    remembered.keep('b', 2);
    expect(remembered.keep('c', 3)).toBe(3);
    expect(['a', 'b', 'c'].map((key) => remembered.get(key))).toEqual([undefined, undefined, 3]);
  });
});
