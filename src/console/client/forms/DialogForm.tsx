import { Button, Group, Stack } from '@mantine/core';
import { type ReactNode, useContext, useEffect } from 'react';
import { DialogHold } from './DialogHold';
import { SubmissionNotice } from './SubmissionNotice';
import { SubmitButton } from './SubmitButton';
import { useHeldPage } from './useHeldPage';
import type { Submission } from './useSubmission';

interface DialogFormProps {
  readonly submission: Submission;
  /** What the button says that does it. */
  readonly action: string;
  readonly isDangerous?: boolean;
  readonly isBlocked?: boolean;
  /** What the button says that closes the dialog. */
  readonly cancel?: string;
  readonly onCancel: () => void;
  readonly children: ReactNode;
}

/**
 * The inside of a dialog that asks for something: what is wrong, the fields, and the buttons. Until the server has
 * answered, the dialog stays open, and the page where it is.
 */
export function DialogForm(props: DialogFormProps) {
  const { submission, action, isDangerous, isBlocked, cancel = 'Cancel', onCancel, children } = props;
  const { isPending } = submission;
  const hold = useContext(DialogHold);
  useHeldPage(isPending);
  useEffect(() => {
    if (!hold) return;
    hold.current = isPending;
    return () => {
      hold.current = false;
    };
  }, [hold, isPending]);
  return (
    <form onSubmit={submission.submit} noValidate>
      <Stack gap="md">
        <SubmissionNotice submission={submission} />
        {children}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onCancel} disabled={isPending}>
            {cancel}
          </Button>
          <SubmitButton isPending={isPending} isBlocked={isBlocked} isDangerous={isDangerous}>
            {action}
          </SubmitButton>
        </Group>
      </Stack>
    </form>
  );
}
