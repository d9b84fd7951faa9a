import { Input, SegmentedControl, Text } from '@mantine/core';
import { useId, useState } from 'react';
import { ask } from '../api/ask';
import { RotateApiKeyDocument } from '../generated/graphql';
import { ApiKeyChangeForm } from './ApiKeyChangeForm';
import type { ApiKeyFormProps } from './ApiKeyFormProps';
import { ApiKeyName } from './ApiKeyName';
import { GRACES, type GraceChoice } from './GRACES';
import { SecondSecret } from './SecondSecret';
import { secretsAtWork } from './secretsAtWork';
import { useApiKeyChange } from './useApiKeyChange';

/** Gives a key a new secret, and lets the older one work on for a while. */
export function ReplaceApiKeyForm({ apiKey, onClose, onSecret }: ApiKeyFormProps) {
  const id = useId();
  const [chosen, setChosen] = useState<GraceChoice>('P1D');
  const change = useApiKeyChange(apiKey, {
    send: async (target) => {
      const { startsAt, graceSeconds } = GRACES[grace];
      return (await ask(RotateApiKeyDocument, { input: { ...target, startsAt, graceSeconds } })).rotateApiKey;
    },
    onDone: ({ secret }) => {
      if (secret) onSecret(secret);
    },
  });
  const atWork = secretsAtWork(change.present);
  // There is no room for a third secret: while one retires, all older ones end at once, or nothing is done.
  const isBound = atWork?.isPending === false;
  const grace = isBound ? 'NOW' : chosen;
  return (
    <ApiKeyChangeForm apiKey={apiKey} change={change} action="Replace" onCancel={onClose}>
      <ApiKeyName apiKey={change.present}>gets a new secret. It stays the same key, with the same scopes.</ApiKeyName>
      <SecondSecret atWork={atWork} />
      <div>
        <Input.Label id={id}>The old secret ends</Input.Label>
        <SegmentedControl
          aria-labelledby={id}
          fullWidth
          styles={{ label: { paddingInline: '0.25rem' } }} // All five fit a telephone.
          value={grace}
          onChange={setChosen}
          data={Object.entries(GRACES).map(([value, { title }]) => ({
            // The keys are the choices.
            value: value as GraceChoice,
            label: title,
            disabled: isBound && value !== 'NOW',
          }))}
        />
      </div>
      <Text size="sm" role="status">
        {GRACES[grace].consequence}
      </Text>
    </ApiKeyChangeForm>
  );
}
