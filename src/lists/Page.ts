/** A page as the services hand it out: rows, and cursors and a count made only when asked for. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  cursorOf(row: Row): string;
  count(): Promise<number>;
}
