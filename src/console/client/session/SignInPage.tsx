import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { ask } from '../api/ask';
import { SubmissionNotice } from '../forms/SubmissionNotice';
import { useSubmission } from '../forms/useSubmission';
import { SignInDocument } from '../generated/graphql';
import { CardPage } from '../layout/CardPage';
import { resumeSession } from './resumeSession';

/** Lets a person in. The address stays, so that afterwards the person is where they were. */
export function SignInPage() {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const submission = useSubmission({
    fields: ['email', 'password'],
    send: async () => (await ask(SignInDocument, { input: { email, password } })).signIn,
    onDone: () => resumeSession(email),
  });
  return (
    <CardPage title="Sign in">
      <form onSubmit={submission.submit} noValidate>
        <Stack gap="md">
          <SubmissionNotice submission={submission} />
          <TextInput
            label="E-mail"
            required
            withAsterisk={false}
            type="email"
            autoComplete="username"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            error={submission.errorOf('email')}
          />
          <PasswordInput
            label="Password"
            required
            withAsterisk={false}
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={submission.errorOf('password')}
          />
          <Button type="submit" fullWidth loading={submission.isPending}>
            Sign in
          </Button>
        </Stack>
      </form>
    </CardPage>
  );
}
