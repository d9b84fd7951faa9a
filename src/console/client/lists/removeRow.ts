import type { InfiniteData, QueryKey } from '@tanstack/react-query';
import { queryClient } from '../api/queryClient';
import type { Connection } from './Connection';
import { withoutRow } from './withoutRow';

/**
 * Takes a row out of every list under that key at once, then has these lists read again, which nobody has to wait for.
 * What is still being read is given up first: it may be from before.
 */
export async function removeRow(queryKey: QueryKey, id: string): Promise<void> {
  await queryClient.cancelQueries({ queryKey });
  queryClient.setQueriesData<InfiniteData<Connection<{ readonly id: string }>>>(
    { queryKey },
    (known) => known && { ...known, pages: withoutRow(known.pages, id) },
  );
  void queryClient.invalidateQueries({ queryKey });
}
