import { Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { ask } from '../api/ask';
import { DialogForm } from '../forms/DialogForm';
import { useSubmission } from '../forms/useSubmission';
import { RotateApiKeyDocument, type RotateApiKeyMutation } from '../generated/graphql';
import { Notice } from '../layout/Notice';
import { ApiKeyName } from './ApiKeyName';
import { apiKeyQueries } from './apiKeyQueries';
import { AT_ONCE } from './GRACES';
import type { ApiKeySecret } from './NewApiKey';

/** A key whose value was lost with an answer. */
export interface LostKey {
  readonly id: string;
  readonly name: string;
  readonly user: string;
}

interface LostApiKeyProps {
  readonly apiKey: LostKey;
  /** What happened. */
  readonly told: string;
  readonly onKeep: () => void;
  readonly onReplaced: (secret: ApiKeySecret) => void;
}

/** Tells of a key that has a value which nobody has, and replaces the value: the lost one is refused from then on. */
export function LostApiKey({ apiKey: { id, name, user }, told, onKeep, onReplaced }: LostApiKeyProps) {
  const place = useRef<HTMLDivElement>(null);
  // The button that had the focus now does something else.
  useEffect(() => place.current?.focus(), []);
  const { startsAt, graceSeconds } = AT_ONCE;
  const submission = useSubmission<NonNullable<RotateApiKeyMutation['rotateApiKey']>>({
    send: async () => (await ask(RotateApiKeyDocument, { input: { id, startsAt, graceSeconds } })).rotateApiKey,
    onDone: ({ secret }) => {
      if (secret) onReplaced(secret);
    },
    list: apiKeyQueries.lists,
    adviceIfLost: 'try again. It makes no second key.',
  });
  return (
    <DialogForm submission={submission} action="Replace the lost value" cancel="Keep it" onCancel={onKeep}>
      <div ref={place} tabIndex={-1}>
        <Notice tone="warn">{told} Nobody can see the value again.</Notice>
      </div>
      <ApiKeyName apiKey={{ name, user }}>
        is in the list. Give it another value: the lost one is refused then.
      </ApiKeyName>
      <Text size="sm">Without a value that somebody has, the key is of no use.</Text>
    </DialogForm>
  );
}
