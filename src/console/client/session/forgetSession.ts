import { queryClient } from '../api/queryClient';
import type { Presence } from './Presence';
import { viewerKey } from './viewerKey';

/** Forgets who was signed in, this person's pages, and all that this person could see. */
export async function forgetSession(): Promise<void> {
  await queryClient.cancelQueries({ queryKey: viewerKey });
  queryClient.setQueryData<Presence>(viewerKey, { viewer: null, standing: 'out' });
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== viewerKey[0] });
}
