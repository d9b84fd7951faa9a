import { Text } from '@mantine/core';
import { ask } from '../api/ask';
import { queryClient } from '../api/queryClient';
import { ApiKeyChangeForm } from '../apiKeys/ApiKeyChangeForm';
import { ApiKeyName } from '../apiKeys/ApiKeyName';
import { apiKeyQueries } from '../apiKeys/apiKeyQueries';
import { useApiKeyChange } from '../apiKeys/useApiKeyChange';
import { type ApiKeyRowFragment, NarrowApiKeyDocument } from '../generated/graphql';
import { Notice } from '../layout/Notice';
import type { KeyUse } from './KeyUse';
import { ScopeNames } from './ScopeNames';
import type { UsePeriod } from './USE_PERIODS';

interface NarrowApiKeyFormProps {
  readonly apiKey: ApiKeyRowFragment;
  readonly use: KeyUse;
  readonly period: UsePeriod;
  readonly onClose: () => void;
  readonly onRemoved: (scopes: readonly string[]) => void;
}

/** Units: days. What is done once a month is seen in so many. */
const LONG_ENOUGH_DAYS = 30;

/** Asks once more before a key loses the scopes that nobody needed: what goes, and what stays. */
export function NarrowApiKeyForm({ apiKey, use, period, onClose, onRemoved }: NarrowApiKeyFormProps) {
  const change = useApiKeyChange(apiKey, {
    send: async (target) => {
      const input = { ...target, unusedForDays: period.days };
      return (await ask(NarrowApiKeyDocument, { input })).narrowApiKey;
    },
    adviceIfLost: 'look at the scopes of the key before you try again.',
    onDone: async ({ removedScopes }) => {
      await queryClient.invalidateQueries({ queryKey: apiKeyQueries.one });
      onRemoved(removedScopes);
      onClose();
    },
  });
  const held = new Set(change.present.scopes);
  const scopes = use.scopes.filter(({ scope }) => held.has(scope.name));
  const going = scopes.filter(({ evidence }) => evidence === 'UNUSED');
  const staying = scopes.filter(({ evidence }) => evidence !== 'UNUSED');
  return (
    <ApiKeyChangeForm apiKey={apiKey} change={change} action="Remove" isDangerous onCancel={onClose}>
      <ApiKeyName apiKey={change.present}>
        {`loses what nobody needed in the last ${period.title}. Its next request is judged by what is left.`}
      </ApiKeyName>
      <ScopeNames title="Goes" scopes={going} />
      <ScopeNames title="Stays" scopes={staying} />
      {period.days < LONG_ENOUGH_DAYS && (
        <Notice tone="warn">What the key does once a month may not have been seen in so short a time.</Notice>
      )}
      {use.gaps.length > 0 && (
        <Notice tone="warn">Not all use was counted in this time: a scope may have been needed all the same.</Notice>
      )}
      <Text size="sm">A key never gets a scope back. If one was needed, make another key.</Text>
    </ApiKeyChangeForm>
  );
}
