import { Text } from '@mantine/core';
import { notifyManager } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../api/ask';
import { queryClient } from '../api/queryClient';
import { DialogForm } from '../forms/DialogForm';
import { useSubmission } from '../forms/useSubmission';
import { type Role, UpdateMemberDocument } from '../generated/graphql';
import { useSession } from '../session/useSession';
import { viewerKey } from '../session/viewerKey';
import type { MemberRow } from './MemberRow';
import { memberQueries } from './memberQueries';
import { RoleSelect } from './RoleSelect';

interface ChangeRoleFormProps {
  readonly member: MemberRow;
  readonly onClose: () => void;
}

/** Gives a person another role. */
export function ChangeRoleForm({ member, onClose }: ChangeRoleFormProps) {
  const [role, setRole] = useState<Role>(member.role ?? 'USER');
  const { viewer } = useSession();
  const submission = useSubmission({
    fields: { role },
    send: async () => (await ask(UpdateMemberDocument, { input: { id: member.id, role } })).updateMember,
    onDone: async () => {
      const readMembers = () => queryClient.invalidateQueries({ queryKey: memberQueries.members });
      if (member.id !== viewer.memberId) return readMembers().then(onClose);
      onClose();
      void queryClient.invalidateQueries({ queryKey: viewerKey }).then(() => {
        notifyManager.schedule(() => void readMembers()); // By then, who may no longer see this page has left it.
      });
    },
  });
  return (
    <DialogForm submission={submission} action="Save" onCancel={onClose}>
      <Text size="sm">
        What <strong translate="no">{member.name}</strong> may do from the next request on.
      </Text>
      <RoleSelect role={role} onChange={setRole} error={submission.errorOf('role')} />
    </DialogForm>
  );
}
