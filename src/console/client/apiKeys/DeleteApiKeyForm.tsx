import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ask } from '../api/ask';
import { Distance } from '../dates/Distance';
import { DialogForm } from '../forms/DialogForm';
import { useSubmission } from '../forms/useSubmission';
import { type ApiKeyRowFragment, ApiKeyUseDocument, DeleteApiKeyDocument } from '../generated/graphql';
import { removeRow } from '../lists/removeRow';
import { apiKeyQueries } from './apiKeyQueries';

interface DeleteApiKeyFormProps {
  readonly apiKey: ApiKeyRowFragment;
  readonly onClose: () => void;
}

/** Asks once more before a key is deleted, and says whether anybody still uses it. */
export function DeleteApiKeyForm({ apiKey, onClose }: DeleteApiKeyFormProps) {
  const { id, name, user } = apiKey;
  // It may have been used since the list was read.
  const { data: use } = useQuery({
    queryKey: [...apiKeyQueries.one, id],
    queryFn: async ({ signal }) => (await ask(ApiKeyUseDocument, { id }, signal)).apiKey,
    staleTime: 0,
    gcTime: 0,
  });
  const { lastUsedAt } = use ?? apiKey;
  const submission = useSubmission({
    send: async () => (await ask(DeleteApiKeyDocument, { input: { id } })).deleteApiKey,
    isDoneIfGone: true,
    onDone: async () => {
      await removeRow(apiKeyQueries.lists, id);
      onClose();
    },
  });
  return (
    <DialogForm submission={submission} action="Delete" isDangerous onCancel={onClose}>
      <Text size="sm">
        <strong translate="no">{name}</strong> (<code translate="no">{user}</code>) stops working with the next request.
        It can be restored for 30 days.
      </Text>
      <Text size="sm">
        {lastUsedAt === null ? (
          'Never used.'
        ) : (
          <>
            Last used <Distance at={lastUsedAt} />.
          </>
        )}
      </Text>
    </DialogForm>
  );
}
