import { useQuery } from '@tanstack/react-query';
import { ask } from '../api/ask';
import { type ApiKeyRowFragment, ApiKeyUseDocument } from '../generated/graphql';
import { apiKeyQueries } from './apiKeyQueries';

/** When a key was last used, and how many keys go back to it. It may have been used since the list was read. */
export function useApiKeyUse({ id, lastUsedAt }: ApiKeyRowFragment) {
  const { data } = useQuery({
    queryKey: [...apiKeyQueries.one, id, 'use'],
    queryFn: async ({ signal }) => (await ask(ApiKeyUseDocument, { id }, signal)).apiKey,
    staleTime: 0,
    gcTime: 0,
  });
  return data ?? { lastUsedAt, madeKeyCount: 0 };
}
