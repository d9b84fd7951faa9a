import { useSyncExternalStore } from 'react';
import { readHash } from './readHash';
import { subscribeToHash } from './subscribeToHash';

interface StepWishes {
  readonly replace?: boolean;
  readonly state?: unknown;
}

/**
 * Where one is, and the way elsewhere. Both the place and what is asked of it stand behind `#`, so that a link finds a
 * filtered list and the server is told nothing of it. wouter's own hook would put the latter before `#`.
 */
export function useHashPath(): [string, typeof step] {
  return [useSyncExternalStore(subscribeToHash, () => readHash().path), step];
}

/** How a link leads to a place. */
useHashPath.hrefs = (href: string): string => `#${href}`;

function step(to: string, { replace = false, state = null }: StepWishes = {}): void {
  const oldURL = location.href;
  const place = new URL(oldURL);
  place.hash = to;
  history[replace ? 'replaceState' : 'pushState'](state, '', place);
  window.dispatchEvent(new HashChangeEvent('hashchange', { oldURL, newURL: place.href }));
}
