import { queryClient } from '../api/queryClient';
import { sessionEvents } from '../api/sessionEvents';
import { forgetSession } from './forgetSession';
import { otherTabs } from './otherTabs';
import type { Presence } from './Presence';
import { renewSession } from './renewSession';
import { viewerKey } from './viewerKey';

/** Follows what becomes of the session: by the server's answers, and in other tabs. Shape: a function that stops it. */
export function watchSession(): () => void {
  const watching = new AbortController();
  const { signal } = watching;
  sessionEvents.addEventListener('loss', () => void hidePages(), { signal });
  sessionEvents.addEventListener('doubt', askAgain, { signal });
  otherTabs.addEventListener('message', ({ data }) => void (data === 'ended' ? forgetSession() : renewSession()), {
    signal,
  });
  return () => watching.abort();
}

/** The session has ended without the person's doing: the pages are kept, out of sight. */
async function hidePages(): Promise<void> {
  const presence = queryClient.getQueryData<Presence>(viewerKey);
  if (presence?.standing !== 'in') return; // Else it may be a late answer, from before somebody signed in.
  await queryClient.cancelQueries({ queryKey: viewerKey });
  queryClient.setQueryData<Presence>(viewerKey, { ...presence, standing: 'out' });
}

/** The role may be another by now. A refusal of this very question is no reason to ask it again. */
function askAgain(): void {
  if (queryClient.isFetching({ queryKey: viewerKey }) === 0) {
    void queryClient.invalidateQueries({ queryKey: viewerKey });
  }
}
