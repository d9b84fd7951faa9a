import { Box, Group, Stack, Text } from '@mantine/core';
import { type ReactNode, useRef } from 'react';
import { FailureNote } from '../layout/FailureNote';
import { Waiting } from '../layout/Waiting';
import { LoadMoreButton } from './LoadMoreButton';
import { NothingMatches } from './NothingMatches';
import type { Pages } from './usePages';

interface PagedListProps<Row> {
  readonly pages: Pages<Row>;
  /** What is shown where there is nothing. */
  readonly empty: ReactNode;
  /** Shows everything again; null where nothing is filtered out. */
  readonly onClear?: (() => void) | null;
  readonly children: (rows: readonly Row[]) => ReactNode;
}

/**
 * A list in each of its states: loading, failed, empty, filled. All states share one element, because screen readers
 * announce only changes of an existing element.
 */
export function PagedList<Row>({ pages, empty, onClear = null, children }: PagedListProps<Row>) {
  const { rows = [], totalCount, error, isPlaceholderData, hasMore, isReadingMore, readMore, readAgain } = pages;
  const status = useRef<HTMLDivElement>(null);
  const isKnown = pages.rows !== undefined && !isPlaceholderData;
  return (
    <Stack gap="md">
      {error && <FailureNote error={error} onRetry={readAgain} heir={status} />}
      {!isKnown && !error && rows.length === 0 && <Waiting />}
      {rows.length > 0 && (
        <Box aria-busy={isPlaceholderData} opacity={isPlaceholderData ? 0.5 : 1}>
          {children(rows)}
        </Box>
      )}
      <Group justify="space-between" gap="sm">
        <Box ref={status} role="status" tabIndex={-1} flex={1}>
          {rows.length > 0 && (
            <Text size="sm" c="dimmed">
              {lengthOf(rows.length, totalCount, hasMore)}
            </Text>
          )}
          {isKnown && rows.length === 0 && (onClear ? <NothingMatches onClear={onClear} heir={status} /> : empty)}
        </Box>
        {hasMore && <LoadMoreButton isReading={isReadingMore} onPress={readMore} heir={status} />}
      </Group>
    </Stack>
  );
}

/** Says how much of the list is shown. */
function lengthOf(rowCount: number, totalCount: number | null, hasMore: boolean): string {
  if (totalCount !== null) return `${rowCount} of ${totalCount}`;
  return hasMore ? `${rowCount}, and more` : `${rowCount} in all`;
}
