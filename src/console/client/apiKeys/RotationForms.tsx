import { Text } from '@mantine/core';
import { ask } from '../api/ask';
import { queryClient } from '../api/queryClient';
import { CancelRotationDocument, FinishRotationDocument } from '../generated/graphql';
import { ApiKeyChangeForm } from './ApiKeyChangeForm';
import type { ApiKeyFormProps } from './ApiKeyFormProps';
import { ApiKeyName } from './ApiKeyName';
import { apiKeyQueries } from './apiKeyQueries';
import { SecretUsers } from './SecretUsers';
import { secretsAtWork } from './secretsAtWork';
import { useApiKeyChange } from './useApiKeyChange';

/** Ends the older of two secrets now, and says who still uses it. */
export function FinishRotationForm({ apiKey, onClose }: ApiKeyFormProps) {
  const change = useApiKeyChange(apiKey, {
    send: async (target) => (await ask(FinishRotationDocument, { input: target })).finishRotation,
    onDone: () => readListAndClose(onClose),
  });
  const isPending = secretsAtWork(change.present)?.isPending ?? false;
  return (
    <ApiKeyChangeForm apiKey={apiKey} change={change} action="End the old secret" isDangerous onCancel={onClose}>
      <ApiKeyName apiKey={change.present}>
        keeps its new secret alone. The old one is refused from its next request on.
      </ApiKeyName>
      {isPending && (
        <Text size="sm">Nobody has used the new one yet: make sure that it has arrived where it is needed.</Text>
      )}
      <SecretUsers apiKey={change.present} />
    </ApiKeyChangeForm>
  );
}

/** Takes the newer of two secrets back, which nobody has used. */
export function CancelRotationForm({ apiKey, onClose }: ApiKeyFormProps) {
  const change = useApiKeyChange(apiKey, {
    send: async (target) => (await ask(CancelRotationDocument, { input: target })).cancelRotation,
    onDone: () => readListAndClose(onClose),
  });
  return (
    <ApiKeyChangeForm
      apiKey={apiKey}
      change={change}
      action="End the new secret"
      isDangerous
      cancel="Go back"
      onCancel={onClose}
    >
      <ApiKeyName apiKey={change.present}>
        keeps its old secret alone, as before. The new one, which nobody has used, is refused.
      </ApiKeyName>
      <SecretUsers apiKey={change.present} />
    </ApiKeyChangeForm>
  );
}

async function readListAndClose(onClose: () => void): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: apiKeyQueries.lists });
  onClose();
}
