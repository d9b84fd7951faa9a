import { Checkbox, Text } from '@mantine/core';
import { useState } from 'react';
import { ask } from '../api/ask';
import { queryClient } from '../api/queryClient';
import { type ApiKeyRowFragment, EnableApiKeyDocument } from '../generated/graphql';
import { ApiKeyChangeForm } from './ApiKeyChangeForm';
import { ApiKeyEnd } from './ApiKeyEnd';
import type { ApiKeyFormProps } from './ApiKeyFormProps';
import { ApiKeyName } from './ApiKeyName';
import { apiKeyQueries } from './apiKeyQueries';
import { LostApiKey } from './LostApiKey';
import { useApiKeyChange } from './useApiKeyChange';

const LOST = 'The key is enabled by now. If your first try did that, its new value was lost with the answer.';

/** Enables a disabled key; one that leaked with a new secret only. */
export function EnableApiKeyForm({ apiKey, onClose, onSecret }: ApiKeyFormProps) {
  const [isWished, setIsWished] = useState(false);
  const change = useApiKeyChange(apiKey, {
    send: async (target, present) => {
      const replaceSecret = isWished || isLeaked(present);
      return (await ask(EnableApiKeyDocument, { input: { ...target, replaceSecret } })).enableApiKey;
    },
    adviceIfLost: 'try again. A new secret that was lost with the answer can then be replaced.',
    onDone: async ({ secret }) => {
      if (secret) return onSecret(secret);
      await queryClient.invalidateQueries({ queryKey: apiKeyQueries.lists });
      onClose();
    },
  });
  const { present, wasLost } = change;
  if (wasLost && present.disabledAt === null && (isWished || isLeaked(apiKey))) {
    return <LostApiKey apiKey={present} told={LOST} onKeep={onClose} onReplaced={onSecret} />;
  }
  const mustReplace = isLeaked(present);
  return (
    <ApiKeyChangeForm apiKey={apiKey} change={change} action="Enable" onCancel={onClose}>
      <ApiKeyName apiKey={present}>works again with the next request.</ApiKeyName>
      <Text size="sm">
        <ApiKeyEnd apiKey={present} />
      </Text>
      {mustReplace && <Text size="sm">It comes back with a new secret only.</Text>}
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
