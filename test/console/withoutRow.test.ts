import { withoutRow } from '../../src/console/client/lists/withoutRow';

describe('a list without one of its rows', () => {
  it('is one row shorter, and every page of it says so', () => {
    const pages = [page(['a', 'b'], 5), page(['c', 'd'], 5), page(['e'], 5)];
    expect(withoutRow(pages, 'a')).toEqual([page(['b'], 4), page(['c', 'd'], 4), page(['e'], 4)]);
  });

  it('is as it was where it has no such row', () => {
    const pages = [page(['a'], 2), page(['c'], 2)];
    expect(withoutRow(pages, 'b')).toEqual(pages);
  });
});

function page(ids: readonly string[], totalCount: number) {
  return {
    totalCount,
    pageInfo: { endCursor: ids.at(-1) ?? null, hasNextPage: false },
    edges: ids.map((id) => ({ node: { id } })),
  };
}
