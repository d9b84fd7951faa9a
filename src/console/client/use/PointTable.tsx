import type { UsageBucket } from '../generated/graphql';
import { RowTable } from '../lists/RowTable';
import { Folded } from './Folded';
import { formatCount } from './formatCount';
import { formatPoint } from './formatPoint';
import type { KeyUse } from './KeyUse';

interface PointTableProps {
  readonly use: KeyUse;
  readonly bucket: UsageBucket;
}

/** What the chart shows, in numbers: the newest first. */
export function PointTable({ use, bucket }: PointTableProps) {
  const rows = use.series.toReversed().map((point) => ({ ...point, id: point.from }));
  return (
    <Folded title="The same numbers as a table">
      <RowTable
        label="Requests over time"
        rows={rows}
        columns={[
          {
            title: bucket === 'DAY' ? 'Day (UTC)' : 'Hour',
            cell: ({ from }) => <time dateTime={from}>{formatPoint(from, bucket)}</time>,
          },
          { title: 'Requests', cell: ({ requests }) => formatCount(requests) },
          { title: 'Refused', cell: ({ refused }) => formatCount(refused) },
          { title: 'Failed', cell: ({ failed }) => formatCount(failed) },
          { title: 'Cost', cell: ({ cost }) => formatCount(cost) },
        ]}
      />
    </Folded>
  );
}
