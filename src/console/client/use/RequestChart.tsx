import { Bar, BarChart, CartesianGrid, ReferenceArea, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { UsageBucket } from '../generated/graphql';
import { formatPoint } from './formatPoint';
import type { UsePoint } from './KeyUse';
import { PointNote } from './PointNote';
import { uncountedSpans } from './uncountedSpans';

interface RequestChartProps {
  readonly points: readonly UsePoint[];
  readonly bucket: UsageBucket;
}

/** Units: CSS pixels. */
const HEIGHT = 240;

const TICK = { fill: 'var(--mantine-color-dimmed)', fontSize: 12 };
const LABEL = 'Requests over time as a chart. The arrow keys go from point to point; the table has the same numbers.';

/** Requests over time as bars; what was not counted is an area of its own, so that nobody takes it for silence. */
export function RequestChart({ points, bucket }: RequestChartProps) {
  const rows = points.map(({ from, requests, refused, failed }) => ({
    from,
    answered: requests === null ? null : requests - (refused ?? 0) - (failed ?? 0),
    refused,
    failed,
  }));
  return (
    <ResponsiveContainer width="100%" height={HEIGHT}>
      <BarChart data={rows} margin={{ top: 8, right: 8, bottom: 0, left: 0 }} aria-label={LABEL}>
        <CartesianGrid vertical={false} stroke="var(--console-line)" />
        <XAxis
          dataKey="from"
          tick={TICK}
          tickLine={false}
          minTickGap={24}
          stroke="var(--mantine-color-default-border)"
          tickFormatter={(from: string) => formatPoint(from, bucket)}
        />
        <YAxis tick={TICK} tickLine={false} axisLine={false} allowDecimals={false} width="auto" />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: 'var(--console-hover)' }}
          content={({ active, label }) => {
            const point = points.find(({ from }) => from === label);
            return active && point ? <PointNote point={point} bucket={bucket} /> : null;
          }}
        />
        {uncountedSpans(points).map(([first, last]) => (
          <ReferenceArea key={first} x1={first} x2={last} fill="var(--chart-uncounted)" fillOpacity={1} />
        ))}
        <Bar dataKey="answered" stackId="requests" fill="var(--chart-answered)" isAnimationActive={false} />
        <Bar dataKey="refused" stackId="requests" fill="var(--chart-refused)" isAnimationActive={false} />
        <Bar dataKey="failed" stackId="requests" fill="var(--chart-failed)" isAnimationActive={false} />
      </BarChart>
    </ResponsiveContainer>
  );
}
