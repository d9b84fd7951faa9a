import { Text } from '@mantine/core';
import { ask } from '../api/ask';
import { DialogForm } from '../forms/DialogForm';
import { useSubmission } from '../forms/useSubmission';
import { RemoveMemberDocument } from '../generated/graphql';
import { removeRow } from '../lists/removeRow';
import { useSession } from '../session/useSession';
import type { MemberRow } from './MemberRow';
import { memberQueries } from './memberQueries';

interface RemoveMemberFormProps {
  readonly member: MemberRow;
  readonly onClose: () => void;
}

/** Asks once more before a person is removed. */
export function RemoveMemberForm({ member: { id, name, email }, onClose }: RemoveMemberFormProps) {
  const { viewer } = useSession();
  const submission = useSubmission({
    send: async () => (await ask(RemoveMemberDocument, { input: { id } })).removeMember,
    isDoneIfGone: true,
    onDone: async () => {
      await removeRow(memberQueries.members, id);
      onClose();
    },
  });
  return (
    <DialogForm submission={submission} action="Remove" isDangerous onCancel={onClose}>
      <Text size="sm">
        {id === viewer.memberId ? (
          'You lose access to the organization at once. API keys that you created go on working.'
        ) : (
          <>
            <strong translate="no">{name}</strong> (<span translate="no">{email}</span>) loses access to the
            organization at once. API keys that this person created go on working.
          </>
        )}
      </Text>
    </DialogForm>
  );
}
