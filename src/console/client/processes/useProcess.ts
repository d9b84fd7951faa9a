import { useQuery } from '@tanstack/react-query';
import { ask } from '../api/ask';
import { ProcessDocument } from '../generated/graphql';
import { useSession } from '../session/useSession';
import { processQueries } from './processQueries';

/** One process; null where there is none of this id. */
export function useProcess(id: string) {
  const { viewer } = useSession();
  return useQuery({
    queryKey: [...processQueries.one, id, viewer.organization.id],
    queryFn: async ({ signal }) => (await ask(ProcessDocument, { id }, signal)).process,
  });
}
