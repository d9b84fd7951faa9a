import { useState } from 'react';
import { ask } from '../api/ask';
import { queryClient } from '../api/queryClient';
import { DialogForm } from '../forms/DialogForm';
import { NameField } from '../forms/NameField';
import { useSubmission } from '../forms/useSubmission';
import { type ApiKeyRowFragment, UpdateApiKeyDocument } from '../generated/graphql';
import { apiKeyQueries } from './apiKeyQueries';

interface ApiKeyFormProps {
  readonly apiKey: ApiKeyRowFragment;
  readonly onClose: () => void;
}

/** Gives a key another name. */
export function RenameApiKeyForm({ apiKey: { id, name: oldName }, onClose }: ApiKeyFormProps) {
  const [name, setName] = useState(oldName);
  const submission = useSubmission({
    fields: { name },
    send: async () => (await ask(UpdateApiKeyDocument, { input: { id, name } })).updateApiKey,
    onDone: async () => {
      await queryClient.invalidateQueries({ queryKey: apiKeyQueries.lists });
      onClose();
    },
  });
  return (
    <DialogForm submission={submission} action="Rename" onCancel={onClose}>
      <NameField name={name} onChange={setName} error={submission.errorOf('name')} isFirst />
    </DialogForm>
  );
}
