import { Stack } from '@mantine/core';
import { useState } from 'react';
import { Dialog } from '../forms/Dialog';
import { type ApiKeyRowFragment, DeleteApiKeyDocument, UpdateApiKeyDocument } from '../generated/graphql';
import { EmptyNote } from '../layout/EmptyNote';
import { PagedList } from '../lists/PagedList';
import type { RowAction } from '../lists/RowActions';
import { RowTable } from '../lists/RowTable';
import { type ChosenRow, useChosenRow } from '../lists/useChosenRow';
import { usePages } from '../lists/usePages';
import { useSearchText } from '../lists/useSearchText';
import type { May } from '../session/Session';
import { useSession } from '../session/useSession';
import { ApiKeyFilters } from './ApiKeyFilters';
import type { ApiKeyOwner } from './ApiKeyOwner';
import { ALL_API_KEYS } from './ApiKeyWishes';
import { apiKeyColumns } from './apiKeyColumns';
import { apiKeyQueries } from './apiKeyQueries';
import { DeleteApiKeyForm } from './DeleteApiKeyForm';
import { RenameApiKeyForm } from './RenameApiKeyForm';
import { readApiKeys } from './readApiKeys';

interface ApiKeyListProps {
  readonly owner: ApiKeyOwner;
  /** What to do where there is no key yet. */
  readonly advice: string;
}

/** The keys of an owner, with all that can be done with them. */
export function ApiKeyList({ owner, advice }: ApiKeyListProps) {
  const [wishes, setWishes] = useState(ALL_API_KEYS);
  const { may } = useSession();
  const asked = { ...wishes, text: useSearchText(wishes.text) };
  const pages = usePages([...apiKeyQueries.lists, owner], asked, (after, signal) =>
    readApiKeys(owner, asked, after, signal),
  );
  const renamed = useChosenRow<ApiKeyRowFragment>();
  const deleted = useChosenRow<ApiKeyRowFragment>();
  const actionsOf = offerActions(may, renamed, deleted);
  const isFiltered = asked.text !== '' || asked.status !== null || asked.scope !== null;
  const clear = (): void => setWishes({ ...ALL_API_KEYS, orderBy: wishes.orderBy });
  const empty = (
    <EmptyNote title="No API keys yet">
      <p>{advice}</p>
    </EmptyNote>
  );
  return (
    <Stack gap="md">
      <ApiKeyFilters kind={owner.kind} wishes={wishes} onChange={setWishes} />
      <PagedList pages={pages} empty={empty} onClear={isFiltered ? clear : null}>
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

/** What this person can do with a key; null where nothing can be done with any. */
function offerActions(may: May, renamed: ChosenRow<ApiKeyRowFragment>, deleted: ChosenRow<ApiKeyRowFragment>) {
  const [canRename, canDelete] = [may(UpdateApiKeyDocument), may(DeleteApiKeyDocument)];
  if (!canRename && !canDelete) return null;
  return (row: ApiKeyRowFragment): RowAction[] => {
    if (row.status === 'DELETED') return [];
    const rename: RowAction = { title: 'Rename', onChoose: (opener) => renamed.choose(row, opener) };
    const remove: RowAction = {
      title: 'Delete',
      isDangerous: true,
      onChoose: (opener) => deleted.choose(row, opener),
    };
    return [...(canRename ? [rename] : []), ...(canDelete ? [remove] : [])];
  };
}
