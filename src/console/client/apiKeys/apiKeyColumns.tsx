import { Text } from '@mantine/core';
import { Distance } from '../dates/Distance';
import { Expiry } from '../dates/Expiry';
import { Instant } from '../dates/Instant';
import type { ApiKeyRowFragment } from '../generated/graphql';
import { Mark } from '../layout/Mark';
import { type RowAction, RowActions } from '../lists/RowActions';
import type { Column } from '../lists/RowTable';
import { ScopeCount } from './ScopeCount';
import { STATUSES } from './STATUSES';

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
      cell: ({ name, user }) => (
        <>
          {name}
          <Text component="code" display="block" c="dimmed" fz="0.8125rem" fw={400}>
            {user}
          </Text>
        </>
      ),
    },
    { title: 'Scopes', cell: ({ scopes }) => <ScopeCount scopes={scopes} /> },
    {
      title: 'Status',
      cell: ({ status }) => <Mark tone={STATUSES[status].tone}>{STATUSES[status].title}</Mark>,
    },
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
