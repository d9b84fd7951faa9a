import { VisuallyHidden } from '@mantine/core';

interface AutofillUsernameProps {
  readonly email: string;
}

/** Tells the browser whose password a form is about, so that it is kept under the right name. */
export function AutofillUsername({ email }: AutofillUsernameProps) {
  return (
    <VisuallyHidden aria-hidden>
      <input type="email" autoComplete="username" tabIndex={-1} value={email} readOnly />
    </VisuallyHidden>
  );
}
