import type { Column } from './Column';
import classes from './RowTable.module.css';
import { type RowDetails, TableRow } from './TableRow';

interface RowTableProps<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  /** The first one names the row. */
  readonly columns: readonly Column<Row>[];
  /** What a row opens to. */
  readonly details?: RowDetails<Row>;
}

/**
 * Rows in a table, which on narrow screens become cards. The roles are written out because browsers forget what a table
 * is when its parts are laid out in another way.
 */
export function RowTable<Row extends { readonly id: string }>(props: RowTableProps<Row>) {
  const { label, rows, columns, details } = props;
  const titles = [...columns.map(({ title }) => title), ...(details ? [''] : [])];
  return (
    <div className={classes.frame}>
      {/* biome-ignore-start lint/a11y/noRedundantRoles: see above. */}
      <table role="table" aria-label={label} className={classes.table}>
        <thead role="rowgroup">
          <tr role="row">
            {titles.map((title) => (
              <th key={title} role="columnheader" scope="col">
                {title === '' ? <span className={classes.unseen}>Actions</span> : title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <TableRow key={row.id} row={row} columns={columns} details={details} />
          ))}
        </tbody>
      </table>
      {/* biome-ignore-end lint/a11y/noRedundantRoles: see above. */}
    </div>
  );
}
