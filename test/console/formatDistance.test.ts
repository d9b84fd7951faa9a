import { formatDistance } from '../../src/console/client/dates/formatDistance';

const NOW = Date.parse('2026-11-23T12:00:00.000Z');

describe('how far an instant is away', () => {
  it.each([
    ['2026-11-23T12:00:00.000Z', 'this minute'],
    ['2026-11-23T12:00:29.000Z', 'this minute'],
    ['2026-11-23T11:59:30.000Z', 'this minute'],
    ['2026-11-23T11:59:29.000Z', '1 minute ago'],
    ['2026-11-23T12:00:30.000Z', 'in 1 minute'],
    ['2026-11-23T11:58:00.000Z', '2 minutes ago'],
    ['2026-11-23T12:59:00.000Z', 'in 59 minutes'],
    ['2026-11-23T13:00:00.000Z', 'in 1 hour'],
    ['2026-11-22T12:00:00.000Z', '24 hours ago'],
    ['2026-11-25T11:00:00.000Z', 'in 47 hours'],
    ['2026-11-25T12:00:00.000Z', 'in 2 days'],
    ['2026-11-28T12:00:00.000Z', 'in 5 days'],
    ['2025-11-23T12:00:00.000Z', '365 days ago'],
  ])('of %s is "%s"', (at, distance) => {
    expect(formatDistance(at, NOW)).toBe(distance);
  });
});
