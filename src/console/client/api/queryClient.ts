import { QueryClient } from '@tanstack/react-query';

/** Units: milliseconds for which an answer is not asked for again. */
const STALE_MS = 5_000;

/**
 * What was read from the server. A failure is shown at once, with a button to try again. Answers stay until the session
 * is forgotten, since the pages that are kept while somebody signs in again stand on them.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: false, networkMode: 'always', staleTime: STALE_MS, gcTime: Number.POSITIVE_INFINITY },
  },
});
