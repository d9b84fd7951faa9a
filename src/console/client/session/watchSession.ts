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
  sessionEvents.addEventListener('loss', unlessAsked(readOrHide), { signal });
  sessionEvents.addEventListener('doubt', unlessAsked(readAgain), { signal });
  otherTabs.addEventListener('message', ({ data }) => void (data === 'ended' ? forgetSession() : renewSession()), {
    signal,
  });
  return () => watching.abort();
}

function readAgain(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: viewerKey });
}

/** The pages stay as they are where it is still the same person, lest what was refused be asked again and again. */
async function readOrHide(): Promise<void> {
  await readAgain();
  if (queryClient.getQueryState(viewerKey)?.status === 'error') await renewSession();
}

/** Where several requests are refused at once, it is asked once who is there. */
function unlessAsked(act: () => Promise<void>): () => void {
  return () => {
    if (queryClient.isFetching({ queryKey: viewerKey }) === 0) void act();
  };
}
