import { Stack } from '@mantine/core';
import type { AuditEventRowFragment } from '../generated/graphql';
import { EmptyNote } from '../layout/EmptyNote';
import { PagedList } from '../lists/PagedList';
import { RowTable } from '../lists/RowTable';
import { useAddressWishes } from '../lists/useAddressWishes';
import { usePages } from '../lists/usePages';
import { useSearchText } from '../lists/useSearchText';
import { EventDetails } from './EventDetails';
import { HISTORY_COLUMNS } from './HISTORY_COLUMNS';
import { HistoryFilters } from './HistoryFilters';
import type { HistoryOwner } from './HistoryOwner';
import { ALL_HISTORY } from './HistoryWishes';
import { historyFilter } from './historyFilter';
import { readHistory } from './readHistory';
import type { KnownActor } from './WhoSelect';

interface HistoryListProps {
  readonly owner: HistoryOwner;
}

/** What happened, the newest first; each entry opens to what it changed. */
export function HistoryList({ owner }: HistoryListProps) {
  const [wishes, wish] = useAddressWishes(ALL_HISTORY);
  const filter = historyFilter({ ...wishes, text: useSearchText(wishes.text) });
  const pages = usePages<AuditEventRowFragment>(['history', owner], filter, (after, signal) =>
    readHistory(owner, filter, after, signal),
  );
  const isFiltered = Object.values(filter).some((condition) => condition !== null);
  const empty = (
    <EmptyNote title="Nothing happened yet">
      <p>Every change will be listed here: who made it, when, and from where.</p>
    </EmptyNote>
  );
  return (
    <Stack gap="md">
      <HistoryFilters wishes={wishes} actors={actorsOf(pages.rows ?? [])} onChange={wish} />
      <PagedList pages={pages} empty={empty} onClear={isFiltered ? () => wish(ALL_HISTORY) : null}>
        {(rows) => (
          <RowTable
            label="History"
            rows={rows}
            columns={HISTORY_COLUMNS}
            details={{
              nameOf: ({ summary }) => summary,
              show: (event) => <EventDetails event={event} onWho={(who) => wish({ ...wishes, who })} />,
            }}
          />
        )}
      </PagedList>
    </Stack>
  );
}

/** Whoever did something of it, as they were called last. */
function actorsOf(events: readonly AuditEventRowFragment[]): KnownActor[] {
  return events.toReversed().flatMap(({ actor: { id, name } }) => (id === null ? [] : [{ id, name: name ?? id }]));
}
