import { DAY_MS } from './DAY_MS';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const FORMAT = new Intl.RelativeTimeFormat(undefined, { numeric: 'always' });
const THIS_MINUTE = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' }).format(0, 'minute');

/** How far an instant is away, in the reader's locale. Shape: "in 12 days", "3 hours ago", "this minute". */
export function formatDistance(at: string, now: number): string {
  const distanceMs = Date.parse(at) - now;
  const isWithin = (spanMs: number): boolean => Math.abs(distanceMs) < spanMs;
  const minutes = Math.round(distanceMs / MINUTE_MS);
  if (minutes === 0) return THIS_MINUTE;
  if (isWithin(HOUR_MS)) return FORMAT.format(minutes, 'minute');
  if (isWithin(2 * DAY_MS)) return FORMAT.format(Math.round(distanceMs / HOUR_MS), 'hour');
  return FORMAT.format(Math.round(distanceMs / DAY_MS), 'day');
}
