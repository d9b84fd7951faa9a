import type { InfiniteData, QueryKey } from '@tanstack/react-query';
import { queryClient } from '../api/queryClient';
import type { Connection } from './usePages';

/** Takes a row out of every list under that key at once, then reads these lists again. */
export async function removeRow(queryKey: QueryKey, id: string): Promise<void> {
  const without = (page: Connection<{ readonly id: string }>): typeof page => {
    const edges = page.edges.filter(({ node }) => node.id !== id);
    return { ...page, edges, totalCount: page.totalCount - (page.edges.length - edges.length) };
  };
  await queryClient.cancelQueries({ queryKey });
  queryClient.setQueriesData<InfiniteData<Connection<{ readonly id: string }>>>(
    { queryKey },
    (known) => known && { ...known, pages: known.pages.map(without) },
  );
  await queryClient.invalidateQueries({ queryKey });
}
