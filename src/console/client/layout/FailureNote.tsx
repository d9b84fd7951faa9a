import { Button, Group } from '@mantine/core';
import { describeFailure } from '../api/describeFailure';
import { Notice } from './Notice';

interface FailureNoteProps {
  readonly error: unknown;
  readonly onRetry: () => void;
}

/** Says why something could not be read, and lets one try again. */
export function FailureNote({ error, onRetry }: FailureNoteProps) {
  return (
    <Notice tone="bad">
      <Group justify="space-between" gap="sm">
        <span>{describeFailure(error)}</span>
        <Button size="xs" variant="default" onClick={onRetry}>
          Try again
        </Button>
      </Group>
    </Notice>
  );
}
