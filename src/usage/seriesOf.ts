import { DAY_MS } from '../clock';
import { DAY_DAYS, HOUR_DAYS } from './RollUpUsage';
import type { UseSum } from './readUse';
import { BUCKET_MS, bucketStartOf, UsageBucket } from './UsageBucket';
import type { UsageGap } from './UsageGap';
import type { UsagePoint } from './UsagePoint';
import { bucketStartsOf, type UsageWindow } from './UsageWindow';
import { wholeNumber } from './wholeNumber';

/** How long hours and days are kept. Units: days. */
const KEPT_DAYS: Readonly<Record<UsageBucket, number>> = { HOUR: HOUR_DAYS, DAY: DAY_DAYS };

/** What is known of a time beside what was counted in it. Units: epoch milliseconds. */
export interface Recording {
  readonly recordedSince: number;
  readonly gaps: readonly Pick<UsageGap, 'fromAt' | 'toAt'>[];
  readonly now: number;
}

/**
 * A series without holes. A bucket without use is 0. It is null where not all was counted: before the recording began, in a
 * gap, in the future, and where what was counted is kept no longer. Errors: `BAD_USER_INPUT` where it would be too long.
 */
export function seriesOf(
  window: UsageWindow,
  bucket: UsageBucket,
  sums: ReadonlyMap<string, UseSum>,
  { recordedSince, gaps, now }: Recording,
): UsagePoint[] {
  const keptFrom = bucketStartOf(UsageBucket.DAY, now - KEPT_DAYS[bucket] * DAY_MS);
  return bucketStartsOf(window, bucket).map((from) => {
    const end = from + BUCKET_MS[bucket];
    const isInGap = gaps.some(({ fromAt, toAt }) => fromAt < end && toAt > from);
    if (isInGap || end <= recordedSince || from > now || from < keptFrom) {
      return { from, requests: null, refused: null, failed: null, cost: null };
    }
    const { requests = 0, refused = 0, failed = 0, cost = 0 } = sums.get(`${from}`) ?? {};
    return {
      from,
      requests: wholeNumber(requests),
      refused: wholeNumber(refused),
      failed: wholeNumber(failed),
      cost: wholeNumber(cost),
    };
  });
}
