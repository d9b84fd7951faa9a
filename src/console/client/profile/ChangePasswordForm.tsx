import { PasswordInput, Stack } from '@mantine/core';
import { useState } from 'react';
import { ask } from '../api/ask';
import { AutofillUsername } from '../forms/AutofillUsername';
import { SubmissionNotice } from '../forms/SubmissionNotice';
import { SubmitButton } from '../forms/SubmitButton';
import { useSubmission, wrong } from '../forms/useSubmission';
import { ChangePasswordDocument } from '../generated/graphql';
import { Notice } from '../layout/Notice';
import { useSession } from '../session/useSession';

const EMPTY = { currentPassword: '', newPassword: '', newPasswordAgain: '' };

/** Gives the person another password. */
export function ChangePasswordForm() {
  const { viewer } = useSession();
  const [passwords, setPasswords] = useState(EMPTY);
  const [isDone, setIsDone] = useState(false);
  const { currentPassword, newPassword, newPasswordAgain } = passwords;
  const submission = useSubmission({
    fields: passwords,
    check: () => [
      currentPassword === '' && wrong('currentPassword', 'Enter your current password.'),
      newPassword !== newPasswordAgain && wrong('newPasswordAgain', 'The two new passwords are not the same.'),
    ],
    send: async () => (await ask(ChangePasswordDocument, { input: { currentPassword, newPassword } })).changePassword,
    onDone: () => {
      setPasswords(EMPTY);
      setIsDone(true);
    },
    adviceIfLost: 'where the current password is refused next time, the new one holds already.',
  });
  const field = (name: keyof typeof EMPTY, label: string) => (
    <PasswordInput
      w="100%"
      label={label}
      required
      withAsterisk={false}
      autoComplete={name === 'currentPassword' ? 'current-password' : 'new-password'}
      value={passwords[name]}
      onChange={(event) => {
        setPasswords({ ...passwords, [name]: event.currentTarget.value });
        setIsDone(false);
      }}
      error={submission.errorOf(name)}
    />
  );
  return (
    <form onSubmit={submission.submit} noValidate>
      <Stack gap="md" maw="28rem" align="flex-start">
        <SubmissionNotice submission={submission} />
        {isDone && <Notice tone="good">The password was changed.</Notice>}
        {viewer.email !== null && <AutofillUsername email={viewer.email} />}
        {field('currentPassword', 'Current password')}
        {field('newPassword', 'New password')}
        {field('newPasswordAgain', 'New password again')}
        <SubmitButton isPending={submission.isPending}>Change password</SubmitButton>
      </Stack>
    </form>
  );
}
