import type { ReactNode } from 'react';

/** A column. Shape: `title` is also what a card on a narrow screen calls the value; empty for a column of buttons. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** Whether people chose the value, so that it may be long, without a space; the first column's always may. */
  readonly isLong?: boolean;
}
