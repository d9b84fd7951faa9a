import { useQuery } from '@tanstack/react-query';
import { ask } from '../api/ask';
import { ProcessDocument } from '../generated/graphql';
import { processKeys } from './processKeys';

/** One process; null where there is none of this id. */
export function useProcess(id: string) {
  return useQuery({
    queryKey: [...processKeys.one, id],
    queryFn: async ({ signal }) => (await ask(ProcessDocument, { id }, signal)).process,
  });
}
