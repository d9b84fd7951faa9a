import { PasswordInput, Stack, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { ask } from '../api/ask';
import { SubmissionNotice } from '../forms/SubmissionNotice';
import { SubmitButton } from '../forms/SubmitButton';
import { useSubmission, wrong } from '../forms/useSubmission';
import { SignInDocument } from '../generated/graphql';
import { CardPage } from '../layout/CardPage';
import { Notice } from '../layout/Notice';
import { resumeSession } from '../session/resumeSession';
import type { Viewer } from '../session/Session';

interface SignInPageProps {
  /** Whose pages are kept since the session ended; null where nobody's are. */
  readonly kept: Viewer | null;
}

/** Lets a person in. The address stays, so that afterwards the person is where they were. */
export function SignInPage({ kept }: SignInPageProps) {
  const [email, setEmail] = useState(kept?.email ?? '');
  const [password, setPassword] = useState('');
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const submission = useSubmission({
    fields: { email, password },
    check: () => [
      email.trim() === '' && wrong('email', 'Enter your e-mail address.'),
      password === '' && wrong('password', 'Enter your password.'),
    ],
    send: async () => (await ask(SignInDocument, { input: { email, password } })).signIn,
    onDone: () => resumeSession(email),
  });
  return (
    <CardPage title="Sign in">
      <form onSubmit={submission.submit} noValidate>
        <Stack gap="md">
          {kept && <Notice tone="plain">Your session has ended. Sign in, and go on where you were.</Notice>}
          <SubmissionNotice submission={submission} />
          <TextInput
            ref={kept ? null : first}
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
            ref={kept ? first : null}
            label="Password"
            required
            withAsterisk={false}
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={submission.errorOf('password')}
          />
          <SubmitButton isPending={submission.isPending} isWide>
            Sign in
          </SubmitButton>
        </Stack>
      </form>
    </CardPage>
  );
}
