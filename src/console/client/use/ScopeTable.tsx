import { Text } from '@mantine/core';
import { Distance } from '../dates/Distance';
import { Mark } from '../layout/Mark';
import { RowTable } from '../lists/RowTable';
import { EVIDENCE } from './EVIDENCE';
import { formatCount } from './formatCount';
import type { KeyUse } from './KeyUse';

interface ScopeTableProps {
  readonly use: KeyUse;
}

/** The scopes that a key holds, and which of them were needed. */
export function ScopeTable({ use: { scopes } }: ScopeTableProps) {
  const rows = scopes.map((use) => ({ ...use, id: use.scope.name }));
  return (
    <>
      <RowTable
        label="Scopes"
        rows={rows}
        columns={[
          {
            title: 'Scope',
            cell: ({ scope: { name, title } }) => (
              <>
                {title}
                <Text component="code" display="block" c="dimmed" fz="0.8125rem" fw={400}>
                  {name}
                </Text>
              </>
            ),
          },
          {
            title: 'Needed',
            cell: ({ evidence }) => <Mark tone={EVIDENCE[evidence].tone}>{EVIDENCE[evidence].title}</Mark>,
          },
          { title: 'Requests', cell: ({ requests }) => formatCount(requests) },
          {
            title: 'Last used',
            cell: ({ lastUsedAt }) => (lastUsedAt === null ? '–' : <Distance at={lastUsedAt} />),
          },
        ]}
      />
      {scopes.some(({ evidence }) => evidence === 'UNKNOWN') && (
        <Text size="sm" c="dimmed">
          Not known: services learned what the key may do without saying what they asked for, or not all use was
          counted.
        </Text>
      )}
    </>
  );
}
