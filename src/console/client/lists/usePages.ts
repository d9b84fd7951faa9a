import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query';
import { Refusal } from '../api/Refusal';
import { useSession } from '../session/useSession';
import type { Connection } from './Connection';

/** A page of a list. Units: rows. */
export const PAGE_SIZE = 25;

/** Reads the page that comes after a cursor; the first one after null. */
type ReadPage<Row> = (after: string | null, signal: AbortSignal) => Promise<Connection<Row> | null | undefined>;

/** The pages of a list that were read so far. */
export type Pages<Row> = ReturnType<typeof usePages<Row>>;

/**
 * Reads a list of the organization page by page. While it is read for another filter, what the last one found stays;
 * therefore what shows another list is another component, or has another `key`.
 * Errors: a `Refusal` where the server has no such list.
 * @param list which list it is
 * @param filter which of its rows are wanted, and in which order; null where it has no filter
 */
export function usePages<Row>(list: QueryKey, filter: unknown, readPage: ReadPage<Row>) {
  const { viewer } = useSession();
  const query = useInfiniteQuery({
    queryKey: [...list, viewer.organization.id, filter],
    queryFn: async ({ pageParam, signal }) => {
      const connection = await readPage(pageParam, signal);
      if (!connection) throw new Refusal('There is no such list.', 'NOT_FOUND', null, null);
      return connection;
    },
    initialPageParam: null as string | null, // Otherwise its type would be null alone.
    getNextPageParam: ({ pageInfo }) => (pageInfo.hasNextPage ? pageInfo.endCursor : undefined),
    // A function made anew each time, so that a row that was removed meanwhile goes from these, too.
    placeholderData: (known) => known,
  });
  const pages = query.data?.pages;
  return {
    rows: pages?.flatMap(({ edges }) => edges.map(({ node }) => node)),
    /** How many the whole list has; null where nobody counted them. */
    totalCount: pages?.at(-1)?.totalCount ?? null,
    error: query.error,
    /** Whether the rows are those of the last filter. */
    isPlaceholderData: query.isPlaceholderData,
    isReadingMore: query.isFetchingNextPage,
    hasMore: query.hasNextPage,
    readMore: () => void query.fetchNextPage(),
    readAgain: () => void query.refetch(),
  };
}
