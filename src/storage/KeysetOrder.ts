/** One way to sort a list: by a column, then by the id, so that the order is total. Both are constants of the code. */
export interface KeysetOrder<Row> {
  readonly column: string;
  readonly id: string;
  readonly direction: 'ASC' | 'DESC';
  positionOf(row: Row): KeysetPosition;
}

/** Where a row stands in an order: the value it sorts by, and its id. */
export type KeysetPosition = readonly [value: string | number, id: string];
