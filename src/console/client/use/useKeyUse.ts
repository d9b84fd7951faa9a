import { useQuery } from '@tanstack/react-query';
import { ask } from '../api/ask';
import { apiKeyQueries } from '../apiKeys/apiKeyQueries';
import { DAY_MS } from '../dates/DAY_MS';
import { ApiKeyUsageDocument } from '../generated/graphql';
import type { UsePeriod } from './USE_PERIODS';

/** What a key was used for up to now; null where there is no such key. What was shown stays until another time is read. */
export function useKeyUse(id: string, { days, bucket }: UsePeriod) {
  return useQuery({
    queryKey: [...apiKeyQueries.one, id, 'usage', days],
    queryFn: async ({ signal }) => {
      const from = new Date(Date.now() - days * DAY_MS).toISOString();
      return (await ask(ApiKeyUsageDocument, { id, from, bucket }, signal)).apiKey?.usage ?? null;
    },
    placeholderData: (known) => known,
  });
}
