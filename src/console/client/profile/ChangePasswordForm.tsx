import { PasswordInput, Stack } from '@mantine/core';
import { useState } from 'react';
import { ask } from '../api/ask';
import { AutofillUsername } from '../forms/AutofillUsername';
import { SubmissionNotice } from '../forms/SubmissionNotice';
import { SubmitButton } from '../forms/SubmitButton';
import { useSubmission, wrong } from '../forms/useSubmission';
import { ChangePasswordDocument, type ChangePasswordMutation } from '../generated/graphql';
import { Notice } from '../layout/Notice';
import { useSession } from '../session/useSession';

const EMPTY = { currentPassword: '', newPassword: '', newPasswordAgain: '' };

type Outcome = NonNullable<ChangePasswordMutation['changePassword']>;

/** What was changed, and what somebody who knew the old password may have left. */
function outcomeText({ endedInvitationCount, workingApiKeyCount }: Outcome): string {
  const sentences = ['The password was changed.'];
  if (endedInvitationCount > 0) sentences.push(`Open invitations that you had made ended: ${endedInvitationCount}.`);
  if (workingApiKeyCount > 0) {
    sentences.push(
      `API keys that you made still work: ${workingApiKeyCount}. If somebody else knew the old password, look through them.`,
    );
  }
  return sentences.join(' ');
}

/** Gives the person another password. */
export function ChangePasswordForm() {
  const { viewer } = useSession();
  const [passwords, setPasswords] = useState(EMPTY);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const { currentPassword, newPassword, newPasswordAgain } = passwords;
  const submission = useSubmission({
    fields: passwords,
    check: () => [
      currentPassword === '' && wrong('currentPassword', 'Enter your current password.'),
      newPassword !== newPasswordAgain && wrong('newPasswordAgain', 'The two new passwords are not the same.'),
    ],
    send: async () => (await ask(ChangePasswordDocument, { input: { currentPassword, newPassword } })).changePassword,
    onDone: (done) => {
      setPasswords(EMPTY);
      setOutcome(done);
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
        setOutcome(null);
      }}
      error={submission.errorOf(name)}
    />
  );
  return (
    <form onSubmit={submission.submit} noValidate>
      <Stack gap="md" maw="28rem" align="flex-start">
        <SubmissionNotice submission={submission} />
        {outcome && <Notice tone="good">{outcomeText(outcome)}</Notice>}
        {viewer.email !== null && <AutofillUsername email={viewer.email} />}
        {field('currentPassword', 'Current password')}
        {field('newPassword', 'New password')}
        {field('newPasswordAgain', 'New password again')}
        <SubmitButton isPending={submission.isPending}>Change password</SubmitButton>
      </Stack>
    </form>
  );
}
