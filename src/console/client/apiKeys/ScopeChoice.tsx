import { Radio, Stack } from '@mantine/core';
import { useId, useState } from 'react';
import type { ApiKeyOwnerKind } from '../generated/graphql';
import { FailureNote } from '../layout/FailureNote';
import { Waiting } from '../layout/Waiting';
import { groupScopes } from './groupScopes';
import { ScopeGroup } from './ScopeGroup';
import type { KeyPolicy } from './useKeyPolicy';
import { useScopes } from './useScopes';

interface ScopeChoiceProps {
  readonly kind: ApiKeyOwnerKind;
  readonly policy: KeyPolicy | null;
  /** Shape: null for all of them. */
  readonly chosen: readonly string[] | null;
  readonly onChange: (chosen: readonly string[] | null) => void;
  readonly error: string | undefined;
}

/** What a new key may do: everything that this person may grant, or scope by scope. */
export function ScopeChoice({ kind, policy, chosen, onChange, error }: ScopeChoiceProps) {
  const errorId = useId();
  const [ticked, setTicked] = useState<readonly string[]>([]); // What "All" takes out of sight, for the way back.
  const choose = (value: string): void => {
    if (chosen !== null) setTicked(chosen);
    onChange(value === 'all' ? null : ticked);
  };
  const faults = error ? { 'aria-invalid': true, 'aria-describedby': errorId } : {};
  return (
    <Stack gap="sm">
      <Radio.Group
        label="API access scopes"
        value={chosen === null ? 'all' : 'some'}
        onChange={choose}
        error={error}
        errorProps={{ id: errorId }}
      >
        <Stack gap="xs" mt={6} mb={error ? 6 : 0}>
          <Radio
            value="all"
            label="All"
            disabled={policy?.allowsAllScopes === false}
            description={policy?.allowsAllScopes === false && 'The key policy lets no key hold every scope.'}
            {...faults}
          />
          <Radio value="some" label="Only the ones needed" {...faults} />
        </Stack>
      </Radio.Group>
      {chosen !== null && <ScopeBoxes kind={kind} policy={policy} chosen={chosen} onChange={onChange} />}
    </Stack>
  );
}

interface ScopeBoxesProps {
  readonly kind: ApiKeyOwnerKind;
  readonly policy: KeyPolicy | null;
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

function ScopeBoxes({ kind, policy, chosen, onChange }: ScopeBoxesProps) {
  const { data: scopes, error, refetch } = useScopes(kind);
  if (!scopes) return error ? <FailureNote error={error} onRetry={refetch} /> : <Waiting />;
  const isForbidden = (name: string): boolean => policy?.grantableScopes?.includes(name) === false;
  // What the person lacks is not shown; what the policy allows nobody is, lest one look for it.
  const shown = scopes.filter(({ name, grantable }) => grantable || isForbidden(name));
  return groupScopes(shown).map(([title, members]) => (
    <ScopeGroup key={title} title={title} scopes={members} chosen={chosen} onChange={onChange} />
  ));
}
