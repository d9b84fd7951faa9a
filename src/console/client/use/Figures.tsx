import { Distance } from '../dates/Distance';
import classes from './Figures.module.css';
import { formatCount } from './formatCount';
import type { KeyUse } from './KeyUse';

interface FiguresProps {
  readonly use: KeyUse;
}

/** How much a key was used, in a line. */
export function Figures({ use: { requests, refused, failed, cost, lastUsedAt } }: FiguresProps) {
  const counts = [
    ['Requests', requests],
    ['Refused', refused],
    ['Failed', failed],
    ['Cost in points', cost],
  ] as const;
  return (
    <dl className={classes.figures}>
      {counts.map(([title, count]) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>{formatCount(count)}</dd>
        </div>
      ))}
      <div>
        <dt>Last used</dt>
        <dd>{lastUsedAt === null ? 'Not in this time' : <Distance at={lastUsedAt} />}</dd>
      </div>
    </dl>
  );
}
