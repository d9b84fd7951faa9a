import { isId, newId } from '../src/id';
import { NOW } from './support/world';

describe('ids', () => {
  const ids = Array.from({ length: 1_000 }, () => newId(NOW));

  it('are UUIDs of version 7 without hyphens, and begin with their time', () => {
    const time = NOW.toString(16).padStart(12, '0');
    const wrong = ids.filter((id) => !new RegExp(`^${time}7[0-9a-f]{3}[89ab][0-9a-f]{15}$`).test(id));
    expect(wrong).toEqual([]);
    expect(ids.every(isId)).toBe(true);
  });

  it('differ in every place that is left to chance', () => {
    expect(new Set(ids).size).toBe(ids.length);
    const places = Array.from({ length: 32 }, (_each, place) => new Set(ids.map((id) => id[place])).size);
    expect(places).toEqual([...Array(13).fill(1), 16, 16, 16, 4, ...Array(15).fill(16)]);
  });

  it('sort by the time at which they were made', () => {
    const later = [1, 2, 1_000].map((milliseconds) => newId(NOW + milliseconds));
    expect([...later].sort()).toEqual(later);
  });
});
