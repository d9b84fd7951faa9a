import { DAY_MS } from '../dates/DAY_MS';

/**
 * When a key should end: so many days from now, or with a day. Shape: `day` is `2027-02-25`, empty while it is typed.
 * `isMost` where a key may last no longer.
 */
export type ExpiryWish = { readonly days: number; readonly isMost?: boolean } | { readonly day: string };

/** What the longest life is cut by, since the reader's clock may be ahead of the server's. Units: milliseconds. */
const CLOCK_LEEWAY_MS = 5 * 60 * 1_000;

/**
 * The instant that is meant: of a day, its last millisecond where the reader is, even where clocks go back at midnight.
 * Errors: null where it is no day.
 */
export function instantOf(wish: ExpiryWish, now: number): Date | null {
  if ('days' in wish) return new Date(now + wish.days * DAY_MS - (wish.isMost ? CLOCK_LEEWAY_MS : 0));
  const end = new Date(/^\d{4}-/.test(wish.day) ? `${wish.day}T00:00` : Number.NaN);
  if (Number.isNaN(end.getTime())) return null;
  end.setHours(24, 0, 0, 0);
  return new Date(end.getTime() - 1);
}

/**
 * The last day that ends by the latest instant that the server takes. Days have 23 to 25 hours, so it is not a number of
 * days away. Shape: as of `localDayOf`. Units: epoch milliseconds.
 */
export function lastDayBy(latest: number): string {
  const end = new Date(latest + 1);
  end.setHours(0, 0, 0, -1);
  return localDayOf(end);
}

/** The day of an instant where the reader is. Shape: `2027-02-25`, as a date field has it. */
export function localDayOf(instant: Date): string {
  const pad = (part: number, length = 2): string => String(part).padStart(length, '0');
  return [pad(instant.getFullYear(), 4), pad(instant.getMonth() + 1), pad(instant.getDate())].join('-');
}
