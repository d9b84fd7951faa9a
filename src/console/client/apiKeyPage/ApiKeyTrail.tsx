import { Anchor, Text } from '@mantine/core';
import { Link } from 'wouter';

interface ApiKeyTrailProps {
  /** The process that the key is confined to; null for a key of the organization. */
  readonly process: { readonly id: string; readonly name: string | null } | null;
}

/** The way back to the list that has the key. */
export function ApiKeyTrail({ process }: ApiKeyTrailProps) {
  return (
    <Text component="nav" aria-label="Way back" size="sm" c="dimmed">
      {process ? (
        <>
          <Anchor component={Link} href={`/processes/${process.id}`} inherit translate="no">
            {process.name ?? process.id}
          </Anchor>
          {' / '}
          <Anchor component={Link} href={`/processes/${process.id}/configuration/api-keys`} inherit>
            API keys
          </Anchor>
        </>
      ) : (
        <>
          <Anchor component={Link} href="/settings" inherit>
            Settings
          </Anchor>
          {' / '}
          <Anchor component={Link} href="/settings/api-keys" inherit>
            API key
          </Anchor>
        </>
      )}
    </Text>
  );
}
