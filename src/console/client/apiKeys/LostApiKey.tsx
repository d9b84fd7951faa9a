import { Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { Notice } from '../layout/Notice';

/** A key that was made, while the answer with its value was lost. */
export interface LostKey {
  readonly id: string;
  readonly name: string;
  readonly user: string;
}

interface LostApiKeyProps {
  readonly apiKey: LostKey;
}

/** Tells that a key was made whose value nobody has. */
export function LostApiKey({ apiKey: { name, user } }: LostApiKeyProps) {
  const place = useRef<HTMLDivElement>(null);
  // The button that had the focus now deletes something.
  useEffect(() => place.current?.focus(), []);
  return (
    <div ref={place} tabIndex={-1}>
      <Notice tone="warn">
        The first try made the key, but the answer with its value was lost. Nobody can see the value again.
      </Notice>
      <Text size="sm" mt="md">
        <strong translate="no">{name}</strong> (<code translate="no">{user}</code>) is in the list. Without its value it
        is of no use: delete it and make another.
      </Text>
    </div>
  );
}
