import { Distance } from '../dates/Distance';
import { RowTable } from '../lists/RowTable';
import { formatCount } from './formatCount';
import type { KeyUse } from './KeyUse';

interface NetworkTableProps {
  readonly use: KeyUse;
}

/** The networks that most requests came from. */
export function NetworkTable({ use }: NetworkTableProps) {
  const rows = use.networks.map((network) => ({ ...network, id: network.network }));
  return (
    <RowTable
      label="Networks"
      rows={rows}
      columns={[
        { title: 'Network', cell: ({ network }) => <code>{network}</code> },
        { title: 'Requests', cell: ({ requests }) => formatCount(requests) },
        { title: 'First seen', cell: ({ firstUsedAt }) => <Distance at={firstUsedAt} /> },
        { title: 'Last seen', cell: ({ lastUsedAt }) => <Distance at={lastUsedAt} /> },
        { title: 'Clients', cell: ({ userAgents }) => userAgents.join(', ') || '–', isLong: true },
      ]}
    />
  );
}
