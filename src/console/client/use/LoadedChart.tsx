import { Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { UsageBucket } from '../generated/graphql';
import { Notice } from '../layout/Notice';
import type { UsePoint } from './KeyUse';
import classes from './UseChart.module.css';

interface LoadedChartProps {
  readonly points: readonly UsePoint[];
  readonly bucket: UsageBucket;
}

/**
 * The chart, whose library is loaded when the first one is drawn. A page asks only once for a script that did not come,
 * and after an upgrade it asks for one that is gone: therefore it offers to reload. Source: decision 109.
 */
export function LoadedChart(props: LoadedChartProps) {
  const { data, error } = useQuery({
    queryKey: ['chart'],
    queryFn: () => import('./RequestChart'),
    staleTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
  });
  if (data) return <data.RequestChart {...props} />;
  if (!error) return <div className={classes.place} />;
  return (
    <Notice tone="plain">
      <Group justify="space-between" gap="sm">
        <span>The chart could not be loaded. The table has the same numbers.</span>
        <Button size="xs" variant="default" onClick={() => location.reload()}>
          Reload the page
        </Button>
      </Group>
    </Notice>
  );
}
