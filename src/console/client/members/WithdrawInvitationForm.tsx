import { Text } from '@mantine/core';
import { ask } from '../api/ask';
import { DialogForm } from '../forms/DialogForm';
import { useSubmission } from '../forms/useSubmission';
import { DeleteInvitationDocument } from '../generated/graphql';
import { removeRow } from '../lists/removeRow';
import type { InvitationRow } from './InvitationRow';
import { memberQueries } from './memberQueries';

interface WithdrawInvitationFormProps {
  readonly invitation: InvitationRow;
  readonly onClose: () => void;
}

/** Asks once more before an invitation is withdrawn. */
export function WithdrawInvitationForm({ invitation: { id, email }, onClose }: WithdrawInvitationFormProps) {
  const submission = useSubmission({
    send: async () => (await ask(DeleteInvitationDocument, { input: { id } })).deleteInvitation,
    isDoneIfGone: true,
    onDone: async () => {
      await removeRow(memberQueries.invitations, id);
      onClose();
    },
  });
  return (
    <DialogForm submission={submission} action="Withdraw" isDangerous onCancel={onClose}>
      <Text size="sm">
        The link that <strong translate="no">{email}</strong> was sent stops working.
      </Text>
    </DialogForm>
  );
}
