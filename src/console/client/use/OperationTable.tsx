import { Text } from '@mantine/core';
import { Distance } from '../dates/Distance';
import { RowTable } from '../lists/RowTable';
import { formatCount } from './formatCount';
import type { KeyUse } from './KeyUse';

interface OperationTableProps {
  readonly use: KeyUse;
}

/** The operations that were asked most. */
export function OperationTable({ use }: OperationTableProps) {
  const rows = use.operations.map((operation) => ({ ...operation, id: `${operation.name} ${operation.signature}` }));
  return (
    <RowTable
      label="Operations"
      rows={rows}
      columns={[
        {
          title: 'Operation',
          cell: ({ name, signature }) => (
            <>
              {name ?? <span>Unnamed</span>}
              <Text component="code" display="block" c="dimmed" fz="0.8125rem" fw={400} lineClamp={2}>
                {signature}
              </Text>
            </>
          ),
        },
        { title: 'Requests', cell: ({ requests }) => formatCount(requests) },
        { title: 'Refused', cell: ({ refused }) => formatCount(refused) },
        { title: 'Failed', cell: ({ failed }) => formatCount(failed) },
        { title: 'Last used', cell: ({ lastUsedAt }) => <Distance at={lastUsedAt} /> },
      ]}
    />
  );
}
