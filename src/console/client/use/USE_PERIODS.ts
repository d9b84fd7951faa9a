import type { UsageBucket } from '../generated/graphql';

/** A time up to now whose use is shown. Shape: `slug` is its place in the address. */
export interface UsePeriod {
  readonly slug: string;
  readonly title: string;
  readonly days: number;
  /** How long each point of the chart is. */
  readonly bucket: UsageBucket;
}

/** What is shown at first. */
export const USUAL_PERIOD: UsePeriod = { slug: '30', title: '30 days', days: 30, bucket: 'DAY' };

/** What can be chosen. */
export const USE_PERIODS: readonly UsePeriod[] = [
  { slug: '1', title: '24 hours', days: 1, bucket: 'HOUR' },
  { slug: '7', title: '7 days', days: 7, bucket: 'DAY' },
  USUAL_PERIOD,
  { slug: '90', title: '90 days', days: 90, bucket: 'DAY' },
];
