import { formatDistance } from './formatDistance';
import { Instant } from './Instant';
import { useNow } from './useNow';

interface DistanceProps {
  /** Shape: RFC 3339, as the server answers it. */
  readonly at: string;
}

/** How far an instant is away, which moves on while the page is open. */
export function Distance({ at }: DistanceProps) {
  return <Instant at={at}>{formatDistance(at, useNow())}</Instant>;
}
