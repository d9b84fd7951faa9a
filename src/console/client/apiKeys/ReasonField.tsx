import { NativeSelect } from '@mantine/core';
import type { ApiKeyEndReason } from '../generated/graphql';
import { END_REASONS } from './END_REASONS';

interface ReasonFieldProps {
  readonly reason: ApiKeyEndReason;
  readonly onChange: (reason: ApiKeyEndReason) => void;
  /** What comes of it where somebody else may have the secret. */
  readonly ifLeaked: string;
}

const OPTIONS = Object.entries(END_REASONS).map(([value, { question: label }]) => ({ value, label }));

/** Why a key ends. */
export function ReasonField({ reason, onChange, ifLeaked }: ReasonFieldProps) {
  return (
    <NativeSelect
      label="Reason"
      data={OPTIONS}
      value={reason}
      // The options are the reasons.
      onChange={(event) => onChange(event.currentTarget.value as ApiKeyEndReason)}
      description={reason === 'COMPROMISED' ? ifLeaked : undefined}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
    />
  );
}
