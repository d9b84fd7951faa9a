import { useSyncExternalStore } from 'react';
import { readHash } from './readHash';
import { subscribeToHash } from './subscribeToHash';

/** What the page is asked for besides its place, which stands behind `?` within the hash. Shape: `severity=WARNING`. */
export function useHashSearch(): string {
  return useSyncExternalStore(subscribeToHash, () => readHash().search);
}
