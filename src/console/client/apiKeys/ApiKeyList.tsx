import { Stack } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { ApiKeyRowFragment } from '../generated/graphql';
import { EmptyNote } from '../layout/EmptyNote';
import { PagedList } from '../lists/PagedList';
import type { RowAction } from '../lists/RowActions';
import { RowTable } from '../lists/RowTable';
import { type ChosenRow, useChosenRow } from '../lists/useChosenRow';
import { usePages } from '../lists/usePages';
import { useSearchText } from '../lists/useSearchText';
import type { May } from '../session/Session';
import { useSession } from '../session/useSession';
import { API_KEY_CHANGES } from './API_KEY_CHANGES';
import { ApiKeyChanges, type ChosenChange } from './ApiKeyChanges';
import { ApiKeyFilters } from './ApiKeyFilters';
import type { ApiKeyOwner } from './ApiKeyOwner';
import { ALL_API_KEYS } from './ApiKeyWishes';
import { apiKeyColumns } from './apiKeyColumns';
import { apiKeyQueries } from './apiKeyQueries';
import { apiKeyTabs } from './apiKeyTabs';
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
  const chosen = useChosenRow<ChosenChange>();
  const [, navigate] = useLocation();
  const actionsOf = offerActions(may, chosen, navigate);
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
      <ApiKeyChanges chosen={chosen} />
    </Stack>
  );
}

/** What this person can do with a key; null where nothing can be done with any. */
function offerActions(may: May, chosen: ChosenRow<ChosenChange>, navigate: (place: string) => void) {
  const tabs = apiKeyTabs(may);
  const allowed = API_KEY_CHANGES.filter(({ operation }) => may(operation));
  if (tabs.length + allowed.length === 0) return null;
  return (apiKey: ApiKeyRowFragment): RowAction[] => [
    ...tabs.map(({ slug, title }) => ({ title, onChoose: () => navigate(`/keys/${apiKey.id}/${slug}`) })),
    ...allowed
      .filter(({ isOffered }) => isOffered(apiKey, Date.now()))
      .map((kind) => ({
        title: kind.action,
        isDangerous: kind.isDangerous ?? false,
        onChoose: (opener: HTMLElement | null) => chosen.choose({ apiKey, kind }, opener),
      })),
  ];
}
