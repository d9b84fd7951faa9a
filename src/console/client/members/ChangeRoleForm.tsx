import { Text } from '@mantine/core';
import { useState } from 'react';
import { ask } from '../api/ask';
import { queryClient } from '../api/queryClient';
import { DialogForm } from '../forms/DialogForm';
import { useSubmission } from '../forms/useSubmission';
import { type Role, UpdateMemberDocument } from '../generated/graphql';
import { viewerKey } from '../session/viewerKey';
import type { MemberRow } from './MemberRow';
import { memberKeys } from './memberKeys';
import { RoleSelect } from './RoleSelect';

interface ChangeRoleFormProps {
  readonly member: MemberRow;
  readonly onClose: () => void;
}

/** Gives a person another role. */
export function ChangeRoleForm({ member, onClose }: ChangeRoleFormProps) {
  const [role, setRole] = useState<Role>(member.role ?? 'USER');
  const submission = useSubmission({
    fields: ['role'],
    send: async () => (await ask(UpdateMemberDocument, { input: { id: member.id, role } })).updateMember,
    onDone: async () => {
      await queryClient.invalidateQueries({ queryKey: memberKeys.members });
      onClose();
      void queryClient.invalidateQueries({ queryKey: viewerKey }); // It may have been one's own role.
    },
  });
  return (
    <DialogForm submission={submission} action="Save" onCancel={onClose}>
      <Text size="sm">
        What <strong>{member.name}</strong> may do from the next request on.
      </Text>
      <RoleSelect role={role} onChange={setRole} error={submission.errorOf('role')} />
    </DialogForm>
  );
}
