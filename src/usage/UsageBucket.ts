import { registerEnumType } from 'type-graphql';
import { DAY_MS } from '../clock';

/** How long each point of a series is. */
export enum UsageBucket {
  HOUR = 'HOUR',
  DAY = 'DAY',
}

registerEnumType(UsageBucket, {
  name: 'UsageBucket',
  description: 'How long each point of a series is.',
  valuesConfig: { HOUR: { description: 'An hour.' }, DAY: { description: 'A day of UTC.' } },
});

/** Units: milliseconds. */
export const BUCKET_MS: Readonly<Record<UsageBucket, number>> = { HOUR: DAY_MS / 24, DAY: DAY_MS };

/** When the bucket began in which an instant lies. Units: epoch milliseconds. */
export function bucketStartOf(bucket: UsageBucket, instant: number): number {
  return Math.floor(instant / BUCKET_MS[bucket]) * BUCKET_MS[bucket];
}
