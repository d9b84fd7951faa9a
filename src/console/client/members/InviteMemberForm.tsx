import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { ask } from '../api/ask';
import { DialogForm } from '../forms/DialogForm';
import { useSubmission } from '../forms/useSubmission';
import { InviteMemberDocument, type Role } from '../generated/graphql';
import { memberQueries } from './memberQueries';
import { RoleSelect } from './RoleSelect';

interface InviteMemberFormProps {
  readonly onCancel: () => void;
  /** @param link what the person must be given; null where it is mailed */
  readonly onDone: (link: string | null) => void;
}

/** Asks whom to invite, and as what. */
export function InviteMemberForm({ onCancel, onDone }: InviteMemberFormProps) {
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('USER');
  const submission = useSubmission({
    fields: { email, role },
    send: async () => (await ask(InviteMemberDocument, { input: { email, role } })).inviteMember,
    onDone: ({ link }) => {
      onDone(link);
    },
    list: memberQueries.invitations,
  });
  return (
    <DialogForm submission={submission} action="Invite" onCancel={onCancel}>
      <TextInput
        label="E-mail"
        required
        withAsterisk={false}
        type="email"
        autoComplete="off"
        data-autofocus
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        error={submission.errorOf('email')}
      />
      <RoleSelect role={role} onChange={setRole} error={submission.errorOf('role')} />
    </DialogForm>
  );
}
