import type { Source } from './select';

/** The first rows that a source keeps, of those that its conditions leave. No more are asked than are wanted. */
export function keptOf<Row>({ keeps }: Pick<Source, 'keeps'>, rows: readonly Row[], limit: number): readonly Row[] {
  if (keeps === undefined) return rows.length > limit ? rows.slice(0, limit) : rows;
  const kept: Row[] = [];
  for (const row of rows) {
    if (kept.length === limit) break;
    if (keeps(row as never)) kept.push(row); // Rows as the source selects them.
  }
  return kept;
}
