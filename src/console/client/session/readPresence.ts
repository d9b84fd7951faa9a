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
 * Asks who is there, as soon as nothing keeps the page: if something does when the answer comes, it is asked once more.
 * Where a session has ended, the pages of its person are kept for when this person is back; where it is somebody else
 * now, or another organization, all that was read before is forgotten.
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
