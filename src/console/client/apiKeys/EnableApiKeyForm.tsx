import { Checkbox, Text } from '@mantine/core';
import { useState } from 'react';
import { ask } from '../api/ask';
import { queryClient } from '../api/queryClient';
import { type ApiKeyRowFragment, EnableApiKeyDocument } from '../generated/graphql';
import { ApiKeyChangeForm } from './ApiKeyChangeForm';
import type { ApiKeyFormProps } from './ApiKeyFormProps';
import { ApiKeyName } from './ApiKeyName';
import { apiKeyQueries } from './apiKeyQueries';
import { useApiKeyChange } from './useApiKeyChange';

/** Enables a disabled key; one that leaked with a new secret only. */
export function EnableApiKeyForm({ apiKey, onClose, onSecret }: ApiKeyFormProps) {
  const [isWished, setIsWished] = useState(false);
  const change = useApiKeyChange(apiKey, {
    send: async (target, present) => {
      const replaceSecret = isWished || isLeaked(present);
      return (await ask(EnableApiKeyDocument, { input: { ...target, replaceSecret } })).enableApiKey;
    },
    adviceIfLost: 'look at the list. If the key is active by now, a new secret was lost with the answer: replace it.',
    onDone: async ({ secret }) => {
      if (secret) return onSecret(secret);
      await queryClient.invalidateQueries({ queryKey: apiKeyQueries.lists });
      onClose();
    },
  });
  const mustReplace = isLeaked(change.present);
  return (
    <ApiKeyChangeForm apiKey={apiKey} change={change} action="Enable" onCancel={onClose}>
      <ApiKeyName apiKey={change.present}>works again with the next request.</ApiKeyName>
      {mustReplace && <Text size="sm">Somebody else may have its secret, so it comes back with a new one only.</Text>}
      {!mustReplace && (
        <Checkbox
          checked={isWished}
          onChange={(event) => setIsWished(event.currentTarget.checked)}
          label="With a new secret"
        />
      )}
      <Text size="sm" role="status">
        {mustReplace || isWished
          ? 'The new secret is shown next, this once. All earlier ones are refused for good.'
          : 'Whoever holds its secret can use it again.'}
      </Text>
    </ApiKeyChangeForm>
  );
}

function isLeaked({ endReason }: ApiKeyRowFragment): boolean {
  return endReason === 'COMPROMISED';
}
