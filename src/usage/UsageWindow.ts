import { DAY_MS } from '../clock';
import { badInput } from '../errors';
import { BUCKET_MS, bucketStartOf, UsageBucket } from './UsageBucket';

/** A time that is looked at. Units: epoch milliseconds. */
export interface UsageWindow {
  readonly from: number;
  readonly to: number;
  /** What was counted before that is read: `to`, or past it where that is now, since what is used now counts. */
  readonly until: number;
}

/** The time that is looked at where none is named. Units: days. */
export const DEFAULT_WINDOW_DAYS = 30;
/** Units: points of one series. */
export const MAX_POINTS = 1_000;

/**
 * The time that somebody asks for. Units: epoch milliseconds. Errors: `BAD_USER_INPUT` where it would end before it begins.
 */
export function windowOf(from: number | null, to: number | null, now: number): UsageWindow {
  const end = to ?? now;
  const start = from ?? end - DEFAULT_WINDOW_DAYS * DAY_MS;
  const window = { from: start, to: end, until: end >= now ? end + 1 : end };
  if (window.from < end) return window;
  throw badInput('The time ends before it begins: from must be earlier than to.', [from === null ? 'to' : 'from']);
}

/** The beginnings of the buckets of a time. Errors: `BAD_USER_INPUT` where they are too many. */
export function bucketStartsOf({ from, until }: UsageWindow, bucket: UsageBucket): number[] {
  const start = bucketStartOf(bucket, from);
  const count = Math.ceil((until - start) / BUCKET_MS[bucket]);
  if (count > MAX_POINTS) {
    const advice = bucket === UsageBucket.HOUR ? 'ask for days, or for a shorter time' : 'ask for a shorter time';
    throw badInput(`A series has ${MAX_POINTS} points at most, and this one would have ${count}: ${advice}.`, [
      'bucket',
    ]);
  }
  return Array.from({ length: count }, (_none, index) => start + index * BUCKET_MS[bucket]);
}
