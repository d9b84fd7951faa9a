import fc from 'fast-check';
import { coverOf } from '../../src/access/coverOf';
import { isSatisfied, type Need, open } from '../../src/access/Need';

const need = (...anyOf: string[][]): Need => ({ isOpen: false, anyOf });
const SCOPES = ['a', 'b', 'c', 'd', 'e', 'f'];
const scopes = fc.subarray(SCOPES);
const needs = fc.array(fc.array(fc.subarray(SCOPES, { maxLength: 3 }), { minLength: 1, maxLength: 3 }), {
  maxLength: 8,
});

describe('coverOf', () => {
  it('keeps what has no alternative', () => {
    expect(coverOf([need(['a']), need(['c', 'b'])], new Set(SCOPES))).toEqual(['a', 'c', 'b']);
  });

  it('keeps, of scopes that could stand for one another, the one that serves more needs', () => {
    expect(coverOf([need(['a'], ['b']), need(['c'], ['b'])], new Set(SCOPES))).toEqual(['b']);
  });

  it('keeps, of scopes that serve equally many, the one that is named first', () => {
    expect(coverOf([need(['b'], ['a'])], new Set(SCOPES))).toEqual(['b']);
  });

  it('keeps the alternative that is held', () => {
    expect(coverOf([need(['b'], ['a'])], new Set(['a', 'c']))).toEqual(['a']);
  });

  it('keeps nothing for what any caller may do, or what was refused', () => {
    expect(coverOf([open, need([]), need(['x']), need(['a', 'x'])], new Set(SCOPES))).toEqual([]);
  });

  it('leaves every need satisfied that was, and none if any further scope is taken', () => {
    fc.assert(
      fc.property(needs, scopes, (asked, held) => {
        const all = asked.map((anyOf) => need(...anyOf));
        const satisfied = all.filter((each) => isSatisfied(each, new Set(held)));
        const cover = coverOf(all, new Set(held));
        expect(held).toEqual(expect.arrayContaining(cover));
        const isEnough = (some: readonly string[]) => satisfied.every((each) => isSatisfied(each, new Set(some)));
        expect(isEnough(cover)).toBe(true);
        for (const scope of cover) expect(isEnough(cover.filter((other) => other !== scope))).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('is the same whichever needs come twice', () => {
    fc.assert(
      fc.property(needs, scopes, (asked, held) => {
        const all = asked.map((anyOf) => need(...anyOf));
        expect(coverOf([...all, ...all], new Set(held))).toEqual(coverOf(all, new Set(held)));
      }),
    );
  });
});
