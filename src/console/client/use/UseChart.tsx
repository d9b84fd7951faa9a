import type { UsageBucket } from '../generated/graphql';
import type { KeyUse, UsePoint } from './KeyUse';
import { LoadedChart } from './LoadedChart';
import classes from './UseChart.module.css';

interface UseChartProps {
  readonly use: KeyUse;
  readonly bucket: UsageBucket;
}

const PARTS: readonly {
  readonly title: string;
  readonly colour: string;
  readonly has: (point: UsePoint) => boolean;
}[] = [
  { title: 'Answered', colour: 'var(--chart-answered)', has: () => true },
  { title: 'Refused', colour: 'var(--chart-refused)', has: ({ refused }) => (refused ?? 0) > 0 },
  { title: 'Failed', colour: 'var(--chart-failed)', has: ({ failed }) => (failed ?? 0) > 0 },
  { title: 'Not counted', colour: 'var(--chart-uncounted)', has: ({ requests }) => requests === null },
];

/** Requests over time as a chart, with what its colours mean. */
export function UseChart({ use: { series }, bucket }: UseChartProps) {
  return (
    <figure className={classes.figure}>
      <LoadedChart points={series} bucket={bucket} />
      <figcaption>
        <ul className={classes.legend}>
          {PARTS.filter(({ has }) => series.some(has)).map(({ title, colour }) => (
            <li key={title}>
              <span className={classes.swatch} style={{ background: colour }} />
              <span>{title}</span>
            </li>
          ))}
        </ul>
      </figcaption>
    </figure>
  );
}
