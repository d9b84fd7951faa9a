import { queryClient } from '../api/queryClient';
import { identify } from './identify';
import type { Presence } from './Presence';
import { isPageHeld, untilPageIsFree } from './pageHolds';
import { readViewer } from './readViewer';
import { requirementsKey } from './requirementsKey';
import type { Viewer } from './Session';
import { viewerKey } from './viewerKey';

const SHARED: readonly unknown[] = [viewerKey[0], requirementsKey[0]];

/**
 * Asks who is signed in, once no value on the page must be kept. The query is repeated if the page became held meanwhile.
 * Pages of an ended session are kept for the same person. Another person or organization clears the cache.
 */
export async function readPresence(): Promise<Presence> {
  let viewer: Viewer | null;
  do {
    await untilPageIsFree();
    viewer = await readViewer();
  } while (isPageHeld());
  const kept = queryClient.getQueryData<Presence>(viewerKey)?.viewer ?? null;
  if (viewer === null) return { viewer: kept, standing: 'out' };
  if (kept && identify(kept) !== identify(viewer)) {
    queryClient.removeQueries({ predicate: ({ queryKey }) => !SHARED.includes(queryKey[0]) });
  }
  return { viewer, standing: 'in' };
}
