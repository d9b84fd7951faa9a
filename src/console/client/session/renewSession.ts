import { queryClient } from '../api/queryClient';
import type { Presence } from './Presence';
import { untilPageIsFree } from './pageHolds';
import { requirementsKey } from './requirementsKey';
import { viewerKey } from './viewerKey';

/**
 * Finds out who is signed in now, as soon as nothing keeps the page. Until the server has said so, nothing is shown of
 * what the last person could see.
 */
export async function renewSession(): Promise<void> {
  await untilPageIsFree();
  await queryClient.cancelQueries({ queryKey: viewerKey });
  queryClient.setQueryData<Presence>(viewerKey, (known) => ({ viewer: known?.viewer ?? null, standing: 'unsure' }));
  void queryClient.invalidateQueries({
    predicate: ({ queryKey }) => queryKey[0] !== viewerKey[0] && queryKey[0] !== requirementsKey[0],
    refetchType: 'none',
  });
  await queryClient.invalidateQueries({ queryKey: viewerKey });
}
