import type { Connection } from './Connection';

/** The pages of a list without one of its rows. Each page tells how long the whole list is, so all of them change. */
export function withoutRow<Row extends { readonly id: string }>(
  pages: readonly Connection<Row>[],
  id: string,
): Connection<Row>[] {
  const isListed = pages.some(({ edges }) => edges.some(({ node }) => node.id === id));
  return pages.map((page) => ({
    ...page,
    ...(page.totalCount !== undefined && { totalCount: page.totalCount - (isListed ? 1 : 0) }),
    edges: page.edges.filter(({ node }) => node.id !== id),
  }));
}
