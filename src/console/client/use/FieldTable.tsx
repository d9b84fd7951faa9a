import { Distance } from '../dates/Distance';
import { RowTable } from '../lists/RowTable';
import { Folded } from './Folded';
import { formatCount } from './formatCount';
import type { KeyUse } from './KeyUse';

interface FieldTableProps {
  readonly use: KeyUse;
}

/** The fields that were answered. */
export function FieldTable({ use }: FieldTableProps) {
  const rows = use.fields.map((field) => ({ ...field, id: field.coordinate }));
  return (
    <Folded title={rows.length === 1 ? '1 field' : `${rows.length} fields`}>
      <RowTable
        label="Fields"
        rows={rows}
        columns={[
          { title: 'Field', cell: ({ coordinate }) => <code>{coordinate}</code> },
          { title: 'Requests', cell: ({ requests }) => formatCount(requests) },
          { title: 'Last used', cell: ({ lastUsedAt }) => <Distance at={lastUsedAt} /> },
        ]}
      />
    </Folded>
  );
}
