import { useState } from 'react';
import { ask } from '../api/ask';
import { queryClient } from '../api/queryClient';
import { DialogForm } from '../forms/DialogForm';
import { NameField } from '../forms/NameField';
import { useSubmission, wrong } from '../forms/useSubmission';
import { CreateApiKeyDocument, type CreateApiKeyMutation } from '../generated/graphql';
import type { ApiKeyOwner } from './ApiKeyOwner';
import { ApiKeyRequest, type NewKeyWishes } from './ApiKeyRequest';
import { apiKeyQueries } from './apiKeyQueries';
import { ExpiryChoice } from './ExpiryChoice';
import { type ExpiryWish, instantOf } from './ExpiryWish';
import { LostApiKey, type LostKey } from './LostApiKey';
import type { ApiKeySecret } from './NewApiKey';
import { NoteField } from './NoteField';
import { ScopeChoice } from './ScopeChoice';
import { useKeyPolicy } from './useKeyPolicy';
import { usualExpiry } from './usualExpiry';

type CreateApiKeyPayload = NonNullable<CreateApiKeyMutation['createApiKey']>;

const LOST = 'The first try made the key, but the answer with its value was lost.';

interface CreateApiKeyFormProps {
  readonly owner: ApiKeyOwner;
  readonly onCancel: () => void;
  readonly onCreated: (secret: ApiKeySecret) => void;
}

/**
 * Asks what a new key should be, and makes it. The answer is handed on and kept nowhere. Where an answer was lost, the
 * next one says whether there is a key already. Its value is lost, and can be replaced.
 */
export function CreateApiKeyForm({ owner, onCancel, onCreated }: CreateApiKeyFormProps) {
  const policy = useKeyPolicy();
  const [name, setName] = useState('');
  const [note, setNote] = useState('');
  const [scopes, setScopes] = useState<readonly string[] | null>([]);
  const [chosenExpiry, setExpiry] = useState<ExpiryWish | null>(null);
  const [lost, setLost] = useState<LostKey | null>(null);
  const [request] = useState(() => new ApiKeyRequest());
  const expiry = chosenExpiry ?? usualExpiry(policy);
  const submission = useSubmission<CreateApiKeyPayload>({
    fields: { name, note, scopes, expiresAt: chosenExpiry },
    check: () => [instantOf(expiry, Date.now()) === null && wrong('expiresAt', 'Choose a day.')],
    send: () => create(request, { owner, name, note, scopes, expiry }),
    onDone: ({ secret, apiKey }) => {
      if (secret) onCreated(secret);
      else setLost(apiKey);
    },
    list: apiKeyQueries.lists,
    adviceIfLost: 'try again. It makes no second key.',
  });
  const { errorOf } = submission;
  if (lost !== null) return <LostApiKey apiKey={lost} told={LOST} onKeep={onCancel} onReplaced={onCreated} />;
  return (
    <DialogForm submission={submission} action="Create" onCancel={onCancel}>
      <NameField
        name={name}
        description="What it is for, e.g. the program that will use it."
        onChange={setName}
        error={errorOf('name')}
        isFirst
      />
      <NoteField note={note} onChange={setNote} error={errorOf('note')} isNeeded={policy?.requiresNote} />
      <ScopeChoice kind={owner.kind} policy={policy} chosen={scopes} onChange={setScopes} error={errorOf('scopes')} />
      <ExpiryChoice wish={expiry} policy={policy} onChange={setExpiry} error={errorOf('expiresAt')} />
    </DialogForm>
  );
}

/** Shape: without a secret where an earlier try made the key, with this input or with another. */
async function create(request: ApiKeyRequest, wishes: NewKeyWishes): Promise<CreateApiKeyPayload | null | undefined> {
  const input = request.inputFor(wishes, Date.now());
  const payload = (await ask(CreateApiKeyDocument, { input })).createApiKey;
  if (!payload) return payload;
  const isConflict = payload.userErrors.some(({ code }) => code === 'CONFLICT');
  request.answered(payload.apiKey !== null || isConflict);
  // What the form showed of the policy may be old.
  if (payload.userErrors.length > 0) void queryClient.invalidateQueries({ queryKey: apiKeyQueries.policy });
  return payload.apiKey !== null && isConflict ? { ...payload, userErrors: [] } : payload;
}
