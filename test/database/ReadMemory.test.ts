import { ReadMemory } from '../../src/database/ReadMemory';

describe('ReadMemory', () => {
  it('forgets all as soon as the version is another, even an earlier one', () => {
    const memory = new ReadMemory();
    memory.keepOnlyOf(2);
    memory.keep('SELECT 1', '[]', [{ one: 1 }]);
    memory.keepOnlyOf(2);
    expect(memory.find('SELECT 1', '[]')).toEqual([{ one: 1 }]);
    memory.keepOnlyOf(1);
    expect(memory.find('SELECT 1', '[]')).toBeUndefined();
  });

  it('holds no more rows than it may', () => {
    const memory = new ReadMemory(4);
    memory.keepOnlyOf(1);
    memory.keep('SELECT a', '[1]', [{ a: 1 }, { a: 2 }]);
    memory.keep('SELECT a', '[2]', []);
    expect(memory.find('SELECT a', '[1]')).toEqual([{ a: 1 }, { a: 2 }]);
    memory.keep('SELECT a', '[3]', [{ a: 3 }]);
    expect(memory.find('SELECT a', '[1]')).toBeUndefined();
    expect(memory.find('SELECT a', '[3]')).toEqual([{ a: 3 }]);
  });

  it('holds no question that is longer than the answers that it is meant to save', () => {
    const memory = new ReadMemory();
    memory.keepOnlyOf(1);
    memory.keep('SELECT a', 'x'.repeat(4_001), [{ a: 1 }]);
    expect(memory.find('SELECT a', 'x'.repeat(4_001))).toBeUndefined();
  });

  it('counts a long question for as much as the rows whose room it takes', () => {
    const memory = new ReadMemory(20);
    memory.keepOnlyOf(1);
    memory.keep('SELECT a', 'x'.repeat(4_000), []);
    memory.keep('SELECT a', 'y', []);
    expect(memory.find('SELECT a', 'x'.repeat(4_000))).toBeUndefined();
  });
});
