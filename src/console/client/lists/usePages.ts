import { keepPreviousData, type QueryKey, useInfiniteQuery } from '@tanstack/react-query';
import { Refusal } from '../api/Refusal';

/** Units: rows that are asked for at a time. */
export const PAGE_SIZE = 25;

/** A page of a list, as the server answers it. */
export interface Connection<Row> {
  readonly totalCount: number;
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
  readonly edges: readonly { readonly node: Row }[];
}

/** Reads the page that comes after a cursor; the first one after null. */
type ReadPage<Row> = (after: string | null, signal: AbortSignal) => Promise<Connection<Row> | null | undefined>;

/** The pages of a list that were read so far. */
export type Pages<Row> = ReturnType<typeof usePages<Row>>;

/** Reads a list page by page. While another one is being read, e.g. for another filter, the last one stays. */
export function usePages<Row>(queryKey: QueryKey, readPage: ReadPage<Row>) {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: async ({ pageParam, signal }) => {
      const connection = await readPage(pageParam, signal);
      if (!connection) throw new Refusal('There is no such list.', 'NOT_FOUND', null, null);
      return connection;
    },
    initialPageParam: null as string | null, // Otherwise its type would be null alone.
    getNextPageParam: ({ pageInfo }) => (pageInfo.hasNextPage ? pageInfo.endCursor : undefined),
    placeholderData: keepPreviousData,
  });
  const pages = query.data?.pages;
  return {
    rows: pages?.flatMap(({ edges }) => edges.map(({ node }) => node)),
    totalCount: pages?.at(-1)?.totalCount ?? 0,
    error: query.error,
    isReadingMore: query.isFetchingNextPage,
    hasMore: query.hasNextPage,
    readMore: () => void query.fetchNextPage(),
    readAgain: () => void query.refetch(),
  };
}
