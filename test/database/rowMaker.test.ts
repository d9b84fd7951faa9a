import { setFlagsFromString } from 'node:v8';
import { rowMaker } from '../../src/database/rowMaker';

/** Units: columns; a key has as many. */
const MANY = 30;

describe('rowMaker', () => {
  it('names values by their columns, whatever these are called', () => {
    const columns = ['id', 'COUNT(*)', '\'"\\`', '\u2028', '}; throw 1; //'];
    const values = ['a', 1, null, 'b', ''];
    expect(Object.entries(rowMaker(columns)(values))).toEqual(columns.map((name, index) => [name, values[index]]));
  });

  it('gives frozen rows of many columns the same form, in which they are fast to read', () => {
    setFlagsFromString('--allow-natives-syntax');
    const haveSameForm = new Function('one', 'other', 'return %HaveSameMap(one, other) && %HasFastProperties(one)');
    const makeRow = rowMaker(Array.from({ length: MANY }, (_each, index) => `column ${index}`));
    const rowOf = (first: string | null) => Object.freeze(makeRow([first, ...Array(MANY - 1).fill(first)]));
    expect(haveSameForm(rowOf('a'), rowOf(null))).toBe(true);
  });
});
