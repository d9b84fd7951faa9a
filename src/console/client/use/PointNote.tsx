import { Paper, Text } from '@mantine/core';
import type { UsageBucket } from '../generated/graphql';
import { formatCount } from './formatCount';
import { formatPoint } from './formatPoint';
import type { UsePoint } from './KeyUse';

interface PointNoteProps {
  readonly point: UsePoint;
  readonly bucket: UsageBucket;
}

/** What a point of the chart stands for, under the mouse and for the arrow keys. */
export function PointNote({ point: { from, requests, refused, failed }, bucket }: PointNoteProps) {
  return (
    <Paper withBorder radius="md" p="xs" role="status">
      <Text size="xs" fw={600}>
        {formatPoint(from, bucket)}
      </Text>
      {requests === null ? (
        <Text size="xs">Not counted</Text>
      ) : (
        <Text size="xs">
          {`${formatCount(requests)} requests, ${formatCount(refused)} refused, ${formatCount(failed)} failed`}
        </Text>
      )}
    </Paper>
  );
}
