import { useQuery } from '@tanstack/react-query';
import { ask } from '../api/ask';
import { apiKeyQueries } from '../apiKeys/apiKeyQueries';
import { ApiKeyDocument } from '../generated/graphql';
import { useSession } from '../session/useSession';

/** One key, with the process that it is confined to; null where there is none of this id. */
export function useApiKey(id: string) {
  const { viewer } = useSession();
  return useQuery({
    queryKey: [...apiKeyQueries.one, id, 'page', viewer.organization.id],
    queryFn: async ({ signal }) => (await ask(ApiKeyDocument, { id }, signal)).apiKey,
  });
}
