import { Button, PasswordInput, Stack } from '@mantine/core';
import { useState } from 'react';
import { ask } from '../api/ask';
import { AutofillUsername } from '../forms/AutofillUsername';
import { SubmissionNotice } from '../forms/SubmissionNotice';
import { useSubmission } from '../forms/useSubmission';
import { ChangePasswordDocument, type ChangePasswordMutation } from '../generated/graphql';
import { Notice } from '../layout/Notice';
import { useSession } from '../session/useSession';

type ChangePasswordPayload = NonNullable<ChangePasswordMutation['changePassword']>;

const EMPTY = { currentPassword: '', newPassword: '', newPasswordAgain: '' };

/** What the console refuses itself, in the form in which the server refuses. */
const NOT_THE_SAME: ChangePasswordPayload = {
  userErrors: [
    { code: 'INVALID', message: 'The two new passwords are not the same.', path: ['input', 'newPasswordAgain'] },
  ],
};

/** Gives the person another password. */
export function ChangePasswordForm() {
  const { viewer } = useSession();
  const [passwords, setPasswords] = useState(EMPTY);
  const [isDone, setIsDone] = useState(false);
  const submission = useSubmission<ChangePasswordPayload>({
    fields: Object.keys(EMPTY),
    send: async () => {
      setIsDone(false);
      const { newPasswordAgain, ...input } = passwords;
      if (newPasswordAgain !== input.newPassword) return NOT_THE_SAME;
      return (await ask(ChangePasswordDocument, { input })).changePassword;
    },
    onDone: () => {
      setPasswords(EMPTY);
      setIsDone(true);
    },
    onLost: () => 'where the current password is refused next time, the new one holds already.',
  });
  const field = (name: keyof typeof EMPTY, label: string) => (
    <PasswordInput
      w="100%"
      label={label}
      required
      withAsterisk={false}
      autoComplete={name === 'currentPassword' ? 'current-password' : 'new-password'}
      value={passwords[name]}
      onChange={(event) => setPasswords({ ...passwords, [name]: event.currentTarget.value })}
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
        <Button type="submit" loading={submission.isPending}>
          Change password
        </Button>
      </Stack>
    </form>
  );
}
