import { Input, SegmentedControl, Text } from '@mantine/core';
import { useId, useState } from 'react';
import { ask } from '../api/ask';
import { Instant } from '../dates/Instant';
import { useNow } from '../dates/useNow';
import { RotateApiKeyDocument } from '../generated/graphql';
import { ApiKeyChangeForm } from './ApiKeyChangeForm';
import type { ApiKeyFormProps } from './ApiKeyFormProps';
import { ApiKeyName } from './ApiKeyName';
import { AT_ONCE, consequenceOf, GRACES, USUAL_GRACE } from './GRACES';
import { SecondSecret } from './SecondSecret';
import { secretsAtWork } from './secretsAtWork';
import { useApiKeyChange } from './useApiKeyChange';

/** Gives a key a new secret, and lets the older one work on for a while. */
export function ReplaceApiKeyForm({ apiKey, onClose, onSecret }: ApiKeyFormProps) {
  const id = useId();
  const now = useNow();
  const [chosen, setChosen] = useState(USUAL_GRACE);
  const change = useApiKeyChange(apiKey, {
    send: async (target) => {
      const { startsAt, graceSeconds } = grace;
      return (await ask(RotateApiKeyDocument, { input: { ...target, startsAt, graceSeconds } })).rotateApiKey;
    },
    adviceIfLost: 'replace it again. If the first try made a secret, nobody has its value, and it ends then.',
    onDone: ({ secret }) => {
      if (secret) onSecret(secret);
    },
  });
  const { present } = change;
  const atWork = secretsAtWork(present);
  // A secret that nobody used takes the end that it gave the key with it.
  const expiresAt = atWork?.isPending ? atWork.older.worksUntil : present.expiresAt;
  // There is no room for a third secret: while one retires, all older ones end at once, or nothing is done.
  const isBound = atWork?.isPending === false;
  const grace = isBound ? AT_ONCE : chosen;
  return (
    <ApiKeyChangeForm apiKey={apiKey} change={change} action="Replace" onCancel={onClose}>
      <ApiKeyName apiKey={present}>gets a new secret. It stays the same key, with the same scopes.</ApiKeyName>
      <Text size="sm">
        <span>It expires on</span> <Instant at={expiresAt} />
        <span>: a new secret makes it last no longer.</span>
      </Text>
      <SecondSecret atWork={atWork} />
      <div>
        <Input.Label id={id}>The old secret ends</Input.Label>
        <SegmentedControl
          aria-labelledby={id}
          fullWidth
          styles={{ label: { paddingInline: '0.25rem' } }} // All five fit a telephone.
          value={grace.title}
          onChange={(title) => setChosen(GRACES.find((each) => each.title === title) ?? chosen)}
          data={GRACES.map((each) => ({ value: each.title, label: each.title, disabled: isBound && each !== AT_ONCE }))}
        />
      </div>
      <Text size="sm" role="status">
        {consequenceOf(grace, Date.parse(expiresAt) - now)}
      </Text>
    </ApiKeyChangeForm>
  );
}
