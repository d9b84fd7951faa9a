import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import { ask } from '../api/ask';
import { queryClient } from '../api/queryClient';
import {
  type ApiKeyEndReason,
  DeleteApiKeyDocument,
  type DeleteApiKeyInput,
  DisableApiKeyDocument,
} from '../generated/graphql';
import { RESTORABLE_DAYS } from '../generated/limits';
import { removeRow } from '../lists/removeRow';
import { ApiKeyChangeForm } from './ApiKeyChangeForm';
import type { ApiKeyFormProps } from './ApiKeyFormProps';
import { ApiKeyName } from './ApiKeyName';
import { ApiKeyUse } from './ApiKeyUse';
import { apiKeyQueries } from './apiKeyQueries';
import { NoteField } from './NoteField';
import { ReasonField } from './ReasonField';
import { useApiKeyChange } from './useApiKeyChange';
import { useApiKeyUse } from './useApiKeyUse';

/** Disables a key. */
export function DisableApiKeyForm(props: ApiKeyFormProps) {
  return (
    <EndApiKeyForm
      {...props}
      action="Disable"
      consequence="stops working with the next request. It can be enabled again."
      ifLeaked="It can then be enabled with a new secret only."
      send={async (input) => (await ask(DisableApiKeyDocument, { input })).disableApiKey}
      onDone={() => queryClient.invalidateQueries({ queryKey: apiKeyQueries.lists })}
    />
  );
}

/** Deletes a key. */
export function DeleteApiKeyForm(props: ApiKeyFormProps) {
  return (
    <EndApiKeyForm
      {...props}
      action="Delete"
      consequence={`stops working with the next request. It can be restored for ${RESTORABLE_DAYS} days.`}
      ifLeaked="It can then never be restored."
      send={async (input) => (await ask(DeleteApiKeyDocument, { input })).deleteApiKey}
      onDone={() => removeRow(apiKeyQueries.lists, props.apiKey.id)}
    />
  );
}

type Sent = Parameters<typeof useApiKeyChange>[1]['send'];

interface EndApiKeyFormProps extends ApiKeyFormProps {
  readonly action: string;
  readonly consequence: string;
  /** What comes of it where somebody else may have the secret. */
  readonly ifLeaked: string;
  readonly send: (input: DeleteApiKeyInput) => ReturnType<Sent>;
  readonly onDone: () => Promise<void>;
}

/** Asks once more before a key ends, and why, and says whether anybody still uses it. */
function EndApiKeyForm(props: EndApiKeyFormProps) {
  const { apiKey, action, consequence, ifLeaked, send, onDone, onClose } = props;
  const [reason, setReason] = useState<ApiKeyEndReason>('UNSPECIFIED');
  const [note, setNote] = useState('');
  const [cascade, setCascade] = useState(false);
  const { lastUsedAt, madeKeyCount } = useApiKeyUse(apiKey);
  const change = useApiKeyChange(apiKey, {
    fields: { note },
    isDoneIfGone: true,
    send: (target) => send({ ...target, reason, note, cascade }),
    onDone: async () => {
      await onDone();
      onClose();
    },
  });
  return (
    <ApiKeyChangeForm apiKey={apiKey} change={change} action={action} isDangerous onCancel={onClose}>
      <ApiKeyName apiKey={change.present}>{consequence}</ApiKeyName>
      <ApiKeyUse lastUsedAt={lastUsedAt} />
      <ReasonField reason={reason} onChange={setReason} ifLeaked={ifLeaked} />
      <NoteField label="Note on its end" note={note} onChange={setNote} error={change.submission.errorOf('note')} />
      {madeKeyCount > 0 && (
        <Checkbox
          checked={cascade}
          onChange={(event) => setCascade(event.currentTarget.checked)}
          label={madeKeyCount === 1 ? 'Also the key that it made' : `Also the ${madeKeyCount} keys that it made`}
          description={madeKeyCount > 1 && 'Those that these keys made are among them.'}
        />
      )}
    </ApiKeyChangeForm>
  );
}
