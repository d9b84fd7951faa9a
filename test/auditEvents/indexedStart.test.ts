import { indexedStart } from '../../src/auditEvents/indexedStart';

describe('what of a text the index of SQLite is asked for', () => {
  it.each([
    ['', null],
    ['ab', null],
    ['abc', 'abc'],
    ['needless needle', 'needless ne'],
    ['changed the process', 'changed the process'],
    ['aaaa', 'aaa'],
    [`b${'a'.repeat(63)}`, 'baaa'],
    [`${'a'.repeat(62)}b`, 'aaa'],
    ['abababab', 'abab'],
    ['😀😀😀😀', '😀😀😀'],
    ['\ud800\ud801\ud802\ud803', '\ufffd\ufffd\ufffd'],
  ])('of %j', (text, start) => {
    expect(indexedStart(text)).toBe(start);
  });

  it('is no more than 64 characters', () => {
    const text = Array.from({ length: 100 }, (_each, index) => String.fromCodePoint(0x4e00 + index)).join('');
    expect(indexedStart(text)).toBe(text.slice(0, 64));
  });
});
