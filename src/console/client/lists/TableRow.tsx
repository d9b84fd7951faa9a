import { ActionIcon } from '@mantine/core';
import { type ReactNode, useId, useState } from 'react';
import type { Column } from './Column';
import classes from './RowTable.module.css';

/** What a row opens to. */
export interface RowDetails<Row> {
  /** What the row is called, by the button that opens it. */
  readonly nameOf: (row: Row) => string;
  readonly show: (row: Row) => ReactNode;
}

interface TableRowProps<Row> {
  readonly row: Row;
  readonly columns: readonly Column<Row>[];
  readonly details: RowDetails<Row> | undefined;
}

/** One row of a table, and below it, once it was opened, its details. */
export function TableRow<Row>({ row, columns, details }: TableRowProps<Row>) {
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      {/* biome-ignore-start lint/a11y/noRedundantRoles: as in the table. */}
      <tr role="row" data-open={isOpen || undefined}>
        {columns.map(({ title, cell, isLong }, index) =>
          index === 0 ? (
            <th key={title} role="rowheader" scope="row" data-title={title} translate="no">
              <div>{cell(row)}</div>
            </th>
          ) : (
            <td key={title} role="cell" data-title={title} data-long={isLong} translate={isLong ? 'no' : undefined}>
              <div>{cell(row)}</div>
            </td>
          ),
        )}
        {details && (
          <td role="cell" data-title="">
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={`Details: ${details.nameOf(row)}`}
              aria-expanded={isOpen}
              aria-controls={isOpen ? id : undefined}
              onClick={() => setIsOpen(!isOpen)}
            >
              <svg viewBox="0 0 20 20" width="18" height="18" className={classes.chevron} aria-hidden="true">
                <path d="m5 8 5 5 5-5" fill="none" stroke="currentColor" strokeWidth="1.75" />
              </svg>
            </ActionIcon>
          </td>
        )}
      </tr>
      {details && isOpen && (
        <tr role="row" id={id} data-details>
          <td role="cell" colSpan={columns.length + 1}>
            {details.show(row)}
          </td>
        </tr>
      )}
      {/* biome-ignore-end lint/a11y/noRedundantRoles: as in the table. */}
    </>
  );
}
