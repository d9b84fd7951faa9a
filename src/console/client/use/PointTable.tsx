import type { UsageBucket } from '../generated/graphql';
import { Folded } from './Folded';
import { formatCount } from './formatCount';
import { formatPoint } from './formatPoint';
import type { KeyUse } from './KeyUse';
import classes from './PointTable.module.css';

interface PointTableProps {
  readonly use: KeyUse;
  readonly bucket: UsageBucket;
}

const COUNTS = [
  { title: 'Requests', name: 'requests' },
  { title: 'Refused', name: 'refused' },
  { title: 'Failed', name: 'failed' },
  { title: 'Cost', name: 'cost' },
] as const;

/** What the chart shows, in numbers: the newest first. They are short: the table stays one on every screen. */
export function PointTable({ use: { series }, bucket }: PointTableProps) {
  return (
    <Folded title="The same numbers as a table">
      <table className={classes.table} aria-label="Requests over time">
        <thead>
          <tr>
            <th scope="col">{bucket === 'DAY' ? 'Day (UTC)' : 'Hour'}</th>
            {COUNTS.map(({ title }) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {series.toReversed().map((point) => (
            <tr key={point.from}>
              <th scope="row" translate="no">
                <time dateTime={point.from}>{formatPoint(point.from, bucket)}</time>
              </th>
              {point.requests === null ? (
                <td colSpan={COUNTS.length}>Not counted</td>
              ) : (
                COUNTS.map(({ title, name }) => <td key={title}>{formatCount(point[name])}</td>)
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Folded>
  );
}
