/** The ids of the rows of a tile. Shape: `start` is the place of the first. */
export interface IdsOfTile {
  readonly start: number;
  readonly ids: readonly string[];
}

/**
 * Which rows of a span are to blame where its hash is another. Ids are in the order of time, and rows are sealed in this order as
 * a rule: where two rows of the last tile changed places, no hash of the database tells which, and their ids do.
 * Shape: the end of a sentence.
 */
export function suspectRows(from: number, to: number, { start, ids }: IdsOfTile): string {
  const isMoved = (id: string, index: number): boolean => start + index >= from && id > (ids[index + 1] ?? id);
  const moved = start + ids.findIndex(isMoved);
  if (moved >= start && moved < to) return `row ${moved} was moved`;
  const rows = to - from === 1 ? `row ${from}` : `one of the rows ${from} to ${to - 1}`;
  return `${rows} was changed, moved, removed or added`;
}
