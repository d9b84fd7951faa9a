import type { UsageBucket } from '../generated/graphql';

const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const HOUR = new Intl.DateTimeFormat(undefined, { weekday: 'short', hour: '2-digit', minute: '2-digit' });

/** When an hour or a day of UTC begins, as short as a chart needs it. Shape: "23 Nov" or "Mon 14:00", in the reader's locale. */
export function formatPoint(from: string, bucket: UsageBucket): string {
  return (bucket === 'DAY' ? DAY : HOUR).format(new Date(from));
}
