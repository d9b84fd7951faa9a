import { useState } from 'react';
import { ask } from '../api/ask';
import { DialogForm } from '../forms/DialogForm';
import { NameField } from '../forms/NameField';
import { useSubmission, wrong } from '../forms/useSubmission';
import { CreateApiKeyDocument, type CreateApiKeyMutation, DeleteApiKeyDocument } from '../generated/graphql';
import type { ApiKeyOwner } from './ApiKeyOwner';
import { ApiKeyRequest, type NewKeyWishes } from './ApiKeyRequest';
import { apiKeyQueries } from './apiKeyQueries';
import { ExpiryChoice } from './ExpiryChoice';
import { type ExpiryWish, instantOf } from './ExpiryWish';
import { LostApiKey, type LostKey } from './LostApiKey';
import { ScopeChoice } from './ScopeChoice';

type CreateApiKeyPayload = NonNullable<CreateApiKeyMutation['createApiKey']>;

/** The value of a key, which the server tells once. */
export type ApiKeySecret = NonNullable<CreateApiKeyPayload['secret']>;

interface CreateApiKeyFormProps {
  readonly owner: ApiKeyOwner;
  readonly onCancel: () => void;
  readonly onCreated: (secret: ApiKeySecret) => void;
}

/**
 * Asks what a new key should be, and makes it. The answer is handed on and kept nowhere. Where an answer was lost, the
 * next one says whether there is a key already. Its value is lost, and it is kept, or deleted for another.
 */
export function CreateApiKeyForm({ owner, onCancel, onCreated }: CreateApiKeyFormProps) {
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly string[] | null>([]);
  const [expiry, setExpiry] = useState<ExpiryWish>({ days: 90 });
  const [lost, setLost] = useState<LostKey | null>(null);
  const [request] = useState(() => new ApiKeyRequest());
  const submission = useSubmission<CreateApiKeyPayload>({
    fields: { name, scopes, expiresAt: expiry },
    check: () => [instantOf(expiry, Date.now()) === null && wrong('expiresAt', 'Choose a day.')],
    send: async () => {
      if (lost !== null && !(await isDeleted(lost))) return null;
      const payload = await create(request, { owner, name, scopes, expiry });
      if (payload?.userErrors.length !== 0) setLost(null);
      return payload;
    },
    onDone: ({ secret, apiKey }) => {
      if (secret) onCreated(secret);
      else setLost(apiKey);
    },
    list: apiKeyQueries.lists,
    adviceIfLost: 'try again. It makes no second key.',
  });
  if (lost !== null) {
    return (
      <DialogForm
        submission={submission}
        action="Delete it and make another"
        isDangerous
        cancel="Keep it"
        onCancel={onCancel}
      >
        <LostApiKey key={lost.id} apiKey={lost} />
      </DialogForm>
    );
  }
  return (
    <DialogForm submission={submission} action="Create" onCancel={onCancel}>
      <NameField
        name={name}
        description="What it is for, e.g. the program that will use it."
        onChange={setName}
        error={submission.errorOf('name')}
        isFirst
      />
      <ScopeChoice kind={owner.kind} chosen={scopes} onChange={setScopes} error={submission.errorOf('scopes')} />
      <ExpiryChoice wish={expiry} onChange={setExpiry} error={submission.errorOf('expiresAt')} />
    </DialogForm>
  );
}

/** Whether a key is no longer there. */
async function isDeleted({ id }: LostKey): Promise<boolean> {
  const { deleteApiKey } = await ask(DeleteApiKeyDocument, { input: { id } });
  return deleteApiKey?.userErrors.every(({ code }) => code === 'NOT_FOUND') ?? false;
}

/** Shape: without a secret where an earlier try made the key, with this input or with another. */
async function create(request: ApiKeyRequest, wishes: NewKeyWishes): Promise<CreateApiKeyPayload | null | undefined> {
  const input = request.inputFor(wishes, Date.now());
  const payload = (await ask(CreateApiKeyDocument, { input })).createApiKey;
  if (!payload) return payload;
  const isConflict = payload.userErrors.some(({ code }) => code === 'CONFLICT');
  request.answered(payload.apiKey !== null || isConflict);
  return payload.apiKey !== null && isConflict ? { ...payload, userErrors: [] } : payload;
}
