import { Button, Group } from '@mantine/core';
import type { RefObject } from 'react';
import { describeFailure } from '../api/describeFailure';
import { Notice } from './Notice';
import { useHandedOnFocus } from './useHandedOnFocus';

interface FailureNoteProps {
  readonly error: unknown;
  readonly onRetry: () => void;
  /** What gets the focus when the button goes. */
  readonly heir?: RefObject<HTMLElement | null>;
}

/** Says why something could not be read, and lets one try again. */
export function FailureNote({ error, onRetry, heir }: FailureNoteProps) {
  const button = useHandedOnFocus<HTMLButtonElement>(heir);
  return (
    <Notice tone="bad">
      <Group justify="space-between" gap="sm">
        <span>{describeFailure(error)}</span>
        <Button ref={button} size="xs" variant="default" onClick={onRetry}>
          Try again
        </Button>
      </Group>
    </Notice>
  );
}
