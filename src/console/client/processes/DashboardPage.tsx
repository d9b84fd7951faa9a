import { Anchor, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { ask } from '../api/ask';
import { Instant } from '../dates/Instant';
import { CreateProcessDocument, ProcessesDocument, type ProcessRowFragment } from '../generated/graphql';
import { EmptyNote } from '../layout/EmptyNote';
import { NotAllowed } from '../layout/NotAllowed';
import { Page } from '../layout/Page';
import type { Column } from '../lists/Column';
import { PagedList } from '../lists/PagedList';
import { RowTable } from '../lists/RowTable';
import { PAGE_SIZE, usePages } from '../lists/usePages';
import { useSearchText } from '../lists/useSearchText';
import { useSession } from '../session/useSession';
import { CreateProcessButton } from './CreateProcessButton';
import { processQueries } from './processQueries';
import { TYPE_TITLES } from './TYPE_TITLES';

const COLUMNS: Column<ProcessRowFragment>[] = [
  {
    title: 'Name',
    cell: ({ id, name }) => (
      <Anchor component={Link} href={`/processes/${id}`} inherit>
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
  const text = useSearchText(typed);
  const { may } = useSession();
  const pages = usePages<ProcessRowFragment>(processQueries.lists, text, async (after, signal) => {
    const filter = { text: text || null };
    return (await ask(ProcessesDocument, { filter, first: PAGE_SIZE, after }, signal)).processes;
  });
  const empty = (
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
      <PagedList pages={pages} empty={empty} onClear={text ? () => setTyped('') : null}>
        {(rows) => <RowTable label="Processes" rows={rows} columns={COLUMNS} />}
      </PagedList>
    </Stack>
  );
}
