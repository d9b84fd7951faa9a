import { Stack } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { Dialog } from '../forms/Dialog';
import type { ApiKeyRowFragment } from '../generated/graphql';
import { EmptyNote } from '../lists/EmptyNote';
import { NothingMatches } from '../lists/NothingMatches';
import { PagedList } from '../lists/PagedList';
import type { RowAction } from '../lists/RowActions';
import { RowTable } from '../lists/RowTable';
import { useChosenRow } from '../lists/useChosenRow';
import { usePages } from '../lists/usePages';
import { ApiKeyFilters } from './ApiKeyFilters';
import type { ApiKeyOwner } from './ApiKeyOwner';
import { ALL_API_KEYS } from './ApiKeyWishes';
import { apiKeyColumns } from './apiKeyColumns';
import { apiKeysKey } from './apiKeysKey';
import { DeleteApiKeyForm } from './DeleteApiKeyForm';
import { RenameApiKeyForm } from './RenameApiKeyForm';
import { readApiKeys } from './readApiKeys';

interface ApiKeyListProps {
  readonly owner: ApiKeyOwner;
  /** What to do where there is no key yet. */
  readonly advice: string;
}

/** Units: milliseconds between the last letter and the search. */
const PAUSE_MS = 250;

/** The keys of an owner, with all that can be done with them. */
export function ApiKeyList({ owner, advice }: ApiKeyListProps) {
  const [wishes, setWishes] = useState(ALL_API_KEYS);
  const [text] = useDebouncedValue(wishes.text, PAUSE_MS);
  const asked = { ...wishes, text: text.trim() };
  const pages = usePages([...apiKeysKey, owner, asked], (after, signal) => readApiKeys(owner, asked, after, signal));
  const renamed = useChosenRow<ApiKeyRowFragment>();
  const deleted = useChosenRow<ApiKeyRowFragment>();
  const actionsOf = (row: ApiKeyRowFragment): RowAction[] => {
    if (row.status === 'DELETED') return [];
    return [
      { title: 'Rename', onChoose: (opener) => renamed.choose(row, opener) },
      { title: 'Delete', isDangerous: true, onChoose: (opener) => deleted.choose(row, opener) },
    ];
  };
  const isFiltered = asked.text !== '' || asked.status !== null || asked.scope !== null;
  const empty = isFiltered ? (
    <NothingMatches onClear={() => setWishes(ALL_API_KEYS)} />
  ) : (
    <EmptyNote title="No API keys yet">
      <p>{advice}</p>
    </EmptyNote>
  );
  return (
    <Stack gap="md">
      <ApiKeyFilters kind={owner.kind} wishes={wishes} onChange={setWishes} />
      <PagedList pages={pages} empty={empty}>
        {(rows) => <RowTable label="API keys" rows={rows} columns={apiKeyColumns(actionsOf)} />}
      </PagedList>
      <Dialog title="Rename API key" {...renamed.dialog}>
        {renamed.row && <RenameApiKeyForm apiKey={renamed.row} onClose={renamed.dialog.onClose} />}
      </Dialog>
      <Dialog title="Delete API key" {...deleted.dialog}>
        {deleted.row && <DeleteApiKeyForm apiKey={deleted.row} onClose={deleted.dialog.onClose} />}
      </Dialog>
    </Stack>
  );
}
