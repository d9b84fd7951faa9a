import { Anchor, Stack, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { Link } from 'wouter';
import { ask } from '../api/ask';
import { Instant } from '../dates/Instant';
import { CreateProcessDocument, ProcessesDocument, type ProcessRowFragment } from '../generated/graphql';
import { NotAllowed } from '../layout/NotAllowed';
import { Page } from '../layout/Page';
import { EmptyNote } from '../lists/EmptyNote';
import { NothingMatches } from '../lists/NothingMatches';
import { PagedList } from '../lists/PagedList';
import { type Column, RowTable } from '../lists/RowTable';
import { PAGE_SIZE, usePages } from '../lists/usePages';
import { useSession } from '../session/useSession';
import { CreateProcessButton } from './CreateProcessButton';
import { processKeys } from './processKeys';
import { TYPE_TITLES } from './TYPE_TITLES';

/** Units: milliseconds between the last letter and the search. */
const PAUSE_MS = 250;

const COLUMNS: Column<ProcessRowFragment>[] = [
  {
    title: 'Name',
    cell: ({ id, name }) => (
      <Anchor component={Link} href={`/processes/${encodeURIComponent(id)}`} inherit>
        {name}
      </Anchor>
    ),
  },
  { title: 'Type', cell: ({ type }) => type && TYPE_TITLES[type] },
  { title: 'Created', cell: ({ createdAt }) => createdAt && <Instant at={createdAt} /> },
  { title: 'Changed', cell: ({ updatedAt }) => updatedAt && <Instant at={updatedAt} /> },
];

/** The processes of the organization. */
export function DashboardPage() {
  const { may } = useSession();
  if (!may(ProcessesDocument)) return <NotAllowed title="Dashboard" />;
  return (
    <Page title="Dashboard" actions={may(CreateProcessDocument) && <CreateProcessButton />}>
      <ProcessList />
    </Page>
  );
}

function ProcessList() {
  const [typed, setTyped] = useState('');
  const [debounced] = useDebouncedValue(typed, PAUSE_MS);
  const text = debounced.trim();
  const { may } = useSession();
  const pages = usePages<ProcessRowFragment>([...processKeys.lists, text], async (after, signal) => {
    const filter = { text: text || null };
    return (await ask(ProcessesDocument, { filter, first: PAGE_SIZE, after }, signal)).processes;
  });
  const empty = text ? (
    <NothingMatches onClear={() => setTyped('')} />
  ) : (
    <EmptyNote title="No processes yet">
      <p>
        {may(CreateProcessDocument)
          ? 'A process is one piece of work, e.g. the reading of invoices. Create one, then give it API keys of its own.'
          : 'An admin of the organization creates processes. They will be listed here.'}
      </p>
    </EmptyNote>
  );
  return (
    <Stack gap="md">
      <TextInput
        type="search"
        aria-label="Search"
        placeholder="Search processes"
        maw="24rem"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <PagedList pages={pages} empty={empty}>
        {(rows) => <RowTable label="Processes" rows={rows} columns={COLUMNS} />}
      </PagedList>
    </Stack>
  );
}
