import { queryClient } from '../api/queryClient';
import { viewerKey } from './viewerKey';

/** Forgets what the last person could see, and finds out who is signed in now. */
export async function enterSession(): Promise<void> {
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== viewerKey[0] });
  await queryClient.invalidateQueries({ queryKey: viewerKey });
}
