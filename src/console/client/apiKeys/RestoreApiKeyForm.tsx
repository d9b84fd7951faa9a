import { Text } from '@mantine/core';
import { ask } from '../api/ask';
import { Distance } from '../dates/Distance';
import { RestoreApiKeyDocument } from '../generated/graphql';
import { removeRow } from '../lists/removeRow';
import { ApiKeyChangeForm } from './ApiKeyChangeForm';
import { ApiKeyEnd } from './ApiKeyEnd';
import type { ApiKeyFormProps } from './ApiKeyFormProps';
import { ApiKeyName } from './ApiKeyName';
import { apiKeyQueries } from './apiKeyQueries';
import { useApiKeyChange } from './useApiKeyChange';

/** Restores a deleted key. */
export function RestoreApiKeyForm({ apiKey, onClose }: ApiKeyFormProps) {
  const change = useApiKeyChange(apiKey, {
    send: async (target) => (await ask(RestoreApiKeyDocument, { input: target })).restoreApiKey,
    onDone: async () => {
      await removeRow(apiKeyQueries.lists, apiKey.id);
      onClose();
    },
  });
  const { present } = change;
  return (
    <ApiKeyChangeForm apiKey={apiKey} change={change} action="Restore" onCancel={onClose}>
      <ApiKeyName apiKey={present}>
        {present.disabledAt === null
          ? 'works again with the next request, with the secret that was current.'
          : 'comes back as it was: disabled.'}
      </ApiKeyName>
      <Text size="sm">
        <ApiKeyEnd apiKey={present} />
      </Text>
      <Text size="sm">
        <span>It expires</span> <Distance at={present.expiresAt} />
        <span>.</span>
      </Text>
    </ApiKeyChangeForm>
  );
}
