import { PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { ask } from '../api/ask';
import { Instant } from '../dates/Instant';
import { AutofillUsername } from '../forms/AutofillUsername';
import { SubmissionNotice } from '../forms/SubmissionNotice';
import { SubmitButton } from '../forms/SubmitButton';
import { useSubmission, wrong } from '../forms/useSubmission';
import { AcceptInvitationDocument, type InvitationQuery } from '../generated/graphql';
import { MIN_PASSWORD_LENGTH } from '../generated/limits';
import { ROLE_TITLES } from '../members/ROLE_TITLES';
import { enterSession } from '../session/enterSession';

const PASSWORD_HINT = `If you already sign in with this address, enter that password. Otherwise choose one with at least ${MIN_PASSWORD_LENGTH} characters.`;

interface AcceptInvitationFormProps {
  readonly token: string;
  readonly offer: NonNullable<InvitationQuery['invitation']>;
}

/** Lets the person who was invited join. */
export function AcceptInvitationForm({ token, offer }: AcceptInvitationFormProps) {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [, navigate] = useLocation();
  const submission = useSubmission({
    fields: { name, password },
    check: () => [password === '' && wrong('password', 'Enter a password.')],
    send: async () => {
      const input = { token, name: name === '' ? null : name, password };
      return (await ask(AcceptInvitationDocument, { input })).acceptInvitation;
    },
    adviceIfLost: 'if it is refused next time, you have joined: sign in with this password.',
    onDone: async () => {
      await enterSession();
      navigate('/', { replace: true });
    },
  });
  return (
    <form onSubmit={submission.submit} noValidate>
      <Stack gap="md">
        <Text size="sm">
          <strong translate="no">{offer.email}</strong> is invited to{' '}
          <strong translate="no">{offer.organizationName}</strong>. Role: {ROLE_TITLES[offer.role]}. The invitation ends
          on <Instant at={offer.expiresAt} />.
        </Text>
        <SubmissionNotice submission={submission} />
        <AutofillUsername email={offer.email} />
        <TextInput
          label="Your name"
          description="If you already sign in with this address, it stays as it is."
          autoComplete="name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={submission.errorOf('name')}
        />
        <PasswordInput
          label="Password"
          required
          withAsterisk={false}
          description={PASSWORD_HINT}
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={submission.errorOf('password')}
        />
        <SubmitButton isPending={submission.isPending} isWide>
          Join
        </SubmitButton>
      </Stack>
    </form>
  );
}
