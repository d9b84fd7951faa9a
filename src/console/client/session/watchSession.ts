import { queryClient } from '../api/queryClient';
import { sessionEvents } from '../api/sessionEvents';
import { forgetSession } from './forgetSession';
import { otherTabs } from './otherTabs';
import { renewSession } from './renewSession';
import { viewerKey } from './viewerKey';

/** Follows what becomes of the session: by the server's answers, and in other tabs. Shape: a function that stops it. */
export function watchSession(): () => void {
  const watching = new AbortController();
  const { signal } = watching;
  sessionEvents.addEventListener('doubt', askAgain, { signal });
  otherTabs.addEventListener('message', ({ data }) => void (data === 'ended' ? forgetSession() : renewSession()), {
    signal,
  });
  return () => watching.abort();
}

/** The session may have ended, or be another by now. A refusal of this very question is no reason to ask it again. */
function askAgain(): void {
  if (queryClient.isFetching({ queryKey: viewerKey }) === 0) {
    void queryClient.invalidateQueries({ queryKey: viewerKey });
  }
}
