import { queryClient } from '../api/queryClient';
import { viewerKey } from './viewerKey';

/** Forgets who was signed in, and all that this person could see. */
export function forgetSession(): void {
  queryClient.setQueryData(viewerKey, null);
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== viewerKey[0] });
}
