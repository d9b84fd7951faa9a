import { useState } from 'react';
import { ask } from '../api/ask';
import { queryClient } from '../api/queryClient';
import { NameField } from '../forms/NameField';
import { UpdateApiKeyDocument } from '../generated/graphql';
import { ApiKeyChangeForm } from './ApiKeyChangeForm';
import type { ApiKeyFormProps } from './ApiKeyFormProps';
import { apiKeyQueries } from './apiKeyQueries';
import { NoteField } from './NoteField';
import { useApiKeyChange } from './useApiKeyChange';
import { useKeyPolicy } from './useKeyPolicy';

/** Gives a key another name, or another note. What the person left alone stays as it is by then. */
export function EditApiKeyForm({ apiKey, onClose }: ApiKeyFormProps) {
  const [name, setName] = useState<string | null>(null); // Null of what is left alone.
  const [note, setNote] = useState<string | null>(null);
  const policy = useKeyPolicy();
  const change = useApiKeyChange(apiKey, {
    fields: { name, note },
    send: async (target) => {
      const changed = { ...(name !== null && { name }), ...(note !== null && { note }) };
      return (await ask(UpdateApiKeyDocument, { input: { ...target, ...changed } })).updateApiKey;
    },
    onDone: async () => {
      await queryClient.invalidateQueries({ queryKey: apiKeyQueries.lists });
      onClose();
    },
  });
  const { present, submission } = change;
  return (
    <ApiKeyChangeForm apiKey={apiKey} change={change} action="Save" onCancel={onClose}>
      <NameField name={name ?? present.name} onChange={setName} error={submission.errorOf('name')} isFirst />
      <NoteField
        note={note ?? present.note ?? ''}
        onChange={setNote}
        error={submission.errorOf('note')}
        isNeeded={policy?.requiresNote}
      />
    </ApiKeyChangeForm>
  );
}
