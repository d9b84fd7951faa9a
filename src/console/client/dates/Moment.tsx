import { Instant } from './Instant';

interface MomentProps {
  /** Shape: RFC 3339, as the server answers it. */
  readonly at: string;
}

const MINUTE = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** An instant to the minute, in the reader's locale and time zone. */
export function Moment({ at }: MomentProps) {
  return <Instant at={at}>{MINUTE.format(new Date(at))}</Instant>;
}
