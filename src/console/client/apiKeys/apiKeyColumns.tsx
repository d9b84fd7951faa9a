import { Text } from '@mantine/core';
import { Distance } from '../dates/Distance';
import { Expiry } from '../dates/Expiry';
import { Instant } from '../dates/Instant';
import type { ApiKeyRowFragment } from '../generated/graphql';
import type { Column } from '../lists/Column';
import { type RowAction, RowActions } from '../lists/RowActions';
import { ApiKeyState } from './ApiKeyState';
import { ScopeCount } from './ScopeCount';

/**
 * What is shown of a key.
 * @param actionsOf what can be done with a key; null where nothing can be done with any
 */
export function apiKeyColumns(
  actionsOf: ((row: ApiKeyRowFragment) => RowAction[]) | null,
): Column<ApiKeyRowFragment>[] {
  const columns: Column<ApiKeyRowFragment>[] = [
    {
      title: 'Name',
      cell: ({ name, user, note }) => (
        <>
          {name}
          <Text component="code" display="block" c="dimmed" fz="0.8125rem" fw={400}>
            {user}
          </Text>
          {note !== null && (
            <Text display="block" c="dimmed" fz="0.8125rem" fw={400} lineClamp={2}>
              {note}
            </Text>
          )}
        </>
      ),
    },
    { title: 'Scopes', cell: ({ scopes }) => <ScopeCount scopes={scopes} /> },
    { title: 'Status', cell: (row) => <ApiKeyState apiKey={row} /> },
    { title: 'Created', cell: ({ createdAt }) => <Instant at={createdAt} /> },
    { title: 'Expires', cell: ({ expiresAt }) => <Expiry at={expiresAt} /> },
    {
      title: 'Last used',
      cell: ({ lastUsedAt }) => (lastUsedAt === null ? 'Never' : <Distance at={lastUsedAt} />),
    },
  ];
  if (!actionsOf) return columns;
  return [...columns, { title: '', cell: (row) => <RowActions name={row.name} actions={actionsOf(row)} /> }];
}
