import { Text } from '@mantine/core';
import { ask } from '../api/ask';
import { formatDistance } from '../dates/formatDistance';
import { Instant } from '../dates/Instant';
import { DialogForm } from '../forms/DialogForm';
import { useSubmission } from '../forms/useSubmission';
import { type ApiKeyRowFragment, DeleteApiKeyDocument } from '../generated/graphql';
import { removeRow } from '../lists/removeRow';
import { apiKeysKey } from './apiKeysKey';

interface ApiKeyFormProps {
  readonly apiKey: ApiKeyRowFragment;
  readonly onClose: () => void;
}

/** Asks once more before a key is deleted, and says whether anybody still uses it. */
export function DeleteApiKeyForm({ apiKey: { id, name, user, lastUsedAt }, onClose }: ApiKeyFormProps) {
  const submission = useSubmission({
    send: async () => (await ask(DeleteApiKeyDocument, { input: { id } })).deleteApiKey,
    onDone: () => {
      onClose();
      return removeRow(apiKeysKey, id);
    },
  });
  return (
    <DialogForm submission={submission} action="Delete" isDangerous onCancel={onClose}>
      <Text size="sm">
        <strong>{name}</strong> (<code>{user}</code>) stops working with the next request, for good.
      </Text>
      <Text size="sm">
        {lastUsedAt === null ? (
          'Never used.'
        ) : (
          <>
            Last used <Instant at={lastUsedAt}>{formatDistance(lastUsedAt)}</Instant>.
          </>
        )}
      </Text>
    </DialogForm>
  );
}
