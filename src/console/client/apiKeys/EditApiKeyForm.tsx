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
import { VIOLATIONS } from './VIOLATIONS';

/**
 * Gives a key another name, or another note. What the person left alone stays as it is by then. Where the key is blocked
 * for want of a note, that is said at its field, which has the focus.
 */
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
  const shownNote = note ?? present.note ?? '';
  const isMissed = shownNote.trim() === '' && present.violations.includes('NOTE');
  const isNoteFirst = apiKey.violations.includes('NOTE');
  return (
    <ApiKeyChangeForm apiKey={apiKey} change={change} action="Save" onCancel={onClose}>
      <NameField
        name={name ?? present.name}
        onChange={setName}
        error={submission.errorOf('name')}
        isFirst={!isNoteFirst}
      />
      <NoteField
        note={shownNote}
        onChange={setNote}
        error={submission.errorOf('note') ?? (isMissed ? VIOLATIONS.NOTE : undefined)}
        isNeeded={policy?.requiresNote}
        isFirst={isNoteFirst}
      />
    </ApiKeyChangeForm>
  );
}
