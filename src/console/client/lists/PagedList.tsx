import { Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { FailureNote } from '../layout/FailureNote';
import { Waiting } from '../layout/Waiting';
import type { Pages } from './usePages';

interface PagedListProps<Row> {
  readonly pages: Pages<Row>;
  /** What is shown where there is nothing. */
  readonly empty: ReactNode;
  readonly children: (rows: readonly Row[]) => ReactNode;
}

/** A list with all that may happen to it: it is awaited, fails, is empty, or goes on. */
export function PagedList<Row>({ pages, empty, children }: PagedListProps<Row>) {
  const { rows, totalCount, error, hasMore, isReadingMore, readMore, readAgain } = pages;
  if (error && !rows) return <FailureNote error={error} onRetry={readAgain} />;
  if (!rows) return <Waiting />;
  return (
    <Stack gap="md">
      {error && <FailureNote error={error} onRetry={readAgain} />}
      {rows.length === 0 ? empty : children(rows)}
      <Group justify="space-between" gap="sm">
        <Text size="sm" c="dimmed" role="status">
          {rows.length > 0 && `${rows.length} of ${totalCount}`}
        </Text>
        {hasMore && (
          <Button variant="default" onClick={readMore} loading={isReadingMore}>
            Load more
          </Button>
        )}
      </Group>
    </Stack>
  );
}
