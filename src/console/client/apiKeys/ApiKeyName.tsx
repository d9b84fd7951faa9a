import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ApiKeyRowFragment } from '../generated/graphql';

interface ApiKeyNameProps {
  readonly apiKey: Pick<ApiKeyRowFragment, 'name' | 'user'>;
  /** The rest of the sentence that the key begins. */
  readonly children: ReactNode;
}

/** A sentence about a key, which it begins with. */
export function ApiKeyName({ apiKey: { name, user }, children }: ApiKeyNameProps) {
  return (
    <Text size="sm">
      <strong translate="no">{name}</strong> <code translate="no">{user}</code> <span>{children}</span>
    </Text>
  );
}
