import type { ReactNode } from 'react';
import classes from './RowTable.module.css';

/** A column. Shape: `title` is also what a card on a narrow screen calls the value; empty for a column of buttons. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** Whether people chose the value, so that it may be long, without a space; the first column's always may. */
  readonly isLong?: boolean;
}

interface RowTableProps<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  /** The first one names the row. */
  readonly columns: readonly Column<Row>[];
}

/**
 * Rows in a table, which on narrow screens become cards. The roles are written out because browsers forget what a table
 * is when its parts are laid out in another way.
 */
export function RowTable<Row extends { readonly id: string }>({ label, rows, columns }: RowTableProps<Row>) {
  return (
    <div className={classes.frame}>
      {/* biome-ignore-start lint/a11y/noRedundantRoles: see above. */}
      <table role="table" aria-label={label} className={classes.table}>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ title }) => (
              <th key={title} role="columnheader" scope="col">
                {title === '' ? <span className={classes.unseen}>Actions</span> : title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={row.id} role="row">
              {columns.map(({ title, cell, isLong }, index) =>
                index === 0 ? (
                  <th key={title} role="rowheader" scope="row" data-title={title} translate="no">
                    <div>{cell(row)}</div>
                  </th>
                ) : (
                  <td
                    key={title}
                    role="cell"
                    data-title={title}
                    data-long={isLong}
                    translate={isLong ? 'no' : undefined}
                  >
                    <div>{cell(row)}</div>
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {/* biome-ignore-end lint/a11y/noRedundantRoles: see above. */}
    </div>
  );
}
