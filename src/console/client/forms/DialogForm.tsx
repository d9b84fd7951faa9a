import { Button, Group, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { SubmissionNotice } from './SubmissionNotice';
import type { Submission } from './useSubmission';

interface DialogFormProps {
  readonly submission: Submission;
  /** What the button says that does it. */
  readonly action: string;
  readonly isDangerous?: boolean;
  readonly isBlocked?: boolean;
  readonly onCancel: () => void;
  readonly children: ReactNode;
}

/** The inside of a dialog that asks for something: what is wrong, the fields, and the buttons. */
export function DialogForm({ submission, action, isDangerous, isBlocked, onCancel, children }: DialogFormProps) {
  return (
    <form onSubmit={submission.submit} noValidate>
      <Stack gap="md">
        <SubmissionNotice submission={submission} />
        {children}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button
            type="submit"
            color={isDangerous ? 'red.9' : undefined}
            disabled={isBlocked}
            loading={submission.isPending}
          >
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
