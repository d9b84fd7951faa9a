import { queryClient } from '../api/queryClient';
import { untilPageIsFree } from '../forms/pageHolds';
import { identify } from './identify';
import type { Presence } from './Presence';
import { readViewer } from './readViewer';
import { requirementsKey } from './requirementsKey';
import { viewerKey } from './viewerKey';

const SHARED: readonly unknown[] = [viewerKey[0], requirementsKey[0]];

/**
 * Asks who is there, as soon as nothing is shown that cannot be shown again. Where a session has ended, the pages of its person are kept for when this person is back; where
 * it is somebody else now, or another organization, all that was read before is forgotten.
 */
export async function readPresence(): Promise<Presence> {
  await untilPageIsFree();
  const viewer = await readViewer();
  const kept = queryClient.getQueryData<Presence>(viewerKey)?.viewer ?? null;
  if (viewer === null) return { viewer: kept, standing: 'out' };
  if (kept && identify(kept) !== identify(viewer)) {
    queryClient.removeQueries({ predicate: ({ queryKey }) => !SHARED.includes(queryKey[0]) });
  }
  return { viewer, standing: 'in' };
}
