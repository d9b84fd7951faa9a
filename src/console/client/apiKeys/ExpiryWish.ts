/** When a key should end: so many days from now, or with a day. Shape: `day` is `2027-02-25`, empty while it is typed. */
export type ExpiryWish = { readonly days: number } | { readonly day: string };

/** Units: milliseconds. */
const DAY_MS = 24 * 60 * 60 * 1_000;

/** The instant that is meant: of a day, its end where the reader is. Errors: null where it is no day. */
export function instantOf(wish: ExpiryWish, now: number): Date | null {
  if ('days' in wish) return new Date(now + wish.days * DAY_MS);
  const end = new Date(`${wish.day}T23:59:59.999`);
  return Number.isNaN(end.getTime()) ? null : end;
}

/** The day of an instant where the reader is. Shape: `2027-02-25`, as a date field has it. */
export function localDayOf(instant: Date): string {
  const pad = (part: number, length = 2): string => String(part).padStart(length, '0');
  return [pad(instant.getFullYear(), 4), pad(instant.getMonth() + 1), pad(instant.getDate())].join('-');
}
