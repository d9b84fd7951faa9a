import { Text } from '@mantine/core';
import { Expiry } from '../dates/Expiry';
import { formatDistance } from '../dates/formatDistance';
import { Instant } from '../dates/Instant';
import type { ApiKeyRowFragment } from '../generated/graphql';
import { Mark } from '../layout/Mark';
import { type RowAction, RowActions } from '../lists/RowActions';
import type { Column } from '../lists/RowTable';
import { ScopeCount } from './ScopeCount';
import { STATUS_TITLES } from './STATUS_TITLES';

/** What is shown of a key. */
export function apiKeyColumns(actionsOf: (row: ApiKeyRowFragment) => RowAction[]): Column<ApiKeyRowFragment>[] {
  return [
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
      cell: ({ status }) => <Mark tone={STATUS_TITLES[status].tone}>{STATUS_TITLES[status].title}</Mark>,
    },
    { title: 'Created', cell: ({ createdAt }) => <Instant at={createdAt} /> },
    { title: 'Expires', cell: ({ expiresAt }) => <Expiry at={expiresAt} /> },
    {
      title: 'Last used',
      cell: ({ lastUsedAt }) =>
        lastUsedAt === null ? 'Never' : <Instant at={lastUsedAt}>{formatDistance(lastUsedAt)}</Instant>,
    },
    { title: '', cell: (row) => <RowActions name={row.name} actions={actionsOf(row)} /> },
  ];
}
