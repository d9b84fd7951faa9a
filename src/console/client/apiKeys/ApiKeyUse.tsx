import { Text } from '@mantine/core';
import { Distance } from '../dates/Distance';

interface ApiKeyUseProps {
  /** Shape: RFC 3339; null if never. */
  readonly lastUsedAt: string | null;
}

/** Says whether anybody still uses a key. */
export function ApiKeyUse({ lastUsedAt }: ApiKeyUseProps) {
  return (
    <Text size="sm">
      {lastUsedAt === null ? (
        <span>Never used.</span>
      ) : (
        <span>
          Last used <Distance at={lastUsedAt} />.
        </span>
      )}
    </Text>
  );
}
