import { useState } from 'react';
import { ask } from '../api/ask';
import { DialogForm } from '../forms/DialogForm';
import { NameField } from '../forms/NameField';
import { useSubmission, wrong } from '../forms/useSubmission';
import { CreateApiKeyDocument, type CreateApiKeyMutation } from '../generated/graphql';
import type { ApiKeyOwner } from './ApiKeyOwner';
import { apiKeyQueries } from './apiKeyQueries';
import { ExpiryChoice } from './ExpiryChoice';
import { type ExpiryWish, instantOf } from './ExpiryWish';
import { ScopeChoice } from './ScopeChoice';

type CreateApiKeyPayload = NonNullable<CreateApiKeyMutation['createApiKey']>;

/** The value of a key, which the server tells once. */
export type ApiKeySecret = NonNullable<CreateApiKeyPayload['secret']>;

interface CreateApiKeyFormProps {
  readonly owner: ApiKeyOwner;
  readonly onCancel: () => void;
  readonly onCreated: (secret: ApiKeySecret) => void;
}

/** Asks what a new key should be, and makes it. The answer is handed on and kept nowhere. */
export function CreateApiKeyForm({ owner, onCancel, onCreated }: CreateApiKeyFormProps) {
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly string[] | null>([]);
  const [wish, setWish] = useState<ExpiryWish>({ days: 90 });
  const submission = useSubmission<CreateApiKeyPayload>({
    fields: { name, scopes: chosen, expiresAt: wish },
    check: () => [instantOf(wish, Date.now()) === null && wrong('expiresAt', 'Choose a day.')],
    send: async () => {
      const expiresAt = instantOf(wish, Date.now())?.toISOString() ?? '';
      const scopes = chosen === null ? { allScopes: true } : { scopes: [...chosen] };
      const input = { name, expiresAt, processId: owner.processId, ...scopes };
      return (await ask(CreateApiKeyDocument, { input })).createApiKey;
    },
    onDone: ({ secret }) => {
      if (secret) onCreated(secret);
    },
    list: apiKeyQueries.lists,
  });
  return (
    <DialogForm submission={submission} action="Create" onCancel={onCancel}>
      <NameField
        name={name}
        description="What it is for, e.g. the program that will use it."
        onChange={setName}
        error={submission.errorOf('name')}
        isFirst
      />
      <ScopeChoice kind={owner.kind} chosen={chosen} onChange={setChosen} error={submission.errorOf('scopes')} />
      <ExpiryChoice wish={wish} onChange={setWish} error={submission.errorOf('expiresAt')} />
    </DialogForm>
  );
}
