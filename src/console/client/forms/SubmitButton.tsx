import { Button, Loader } from '@mantine/core';
import type { ReactNode } from 'react';

interface SubmitButtonProps {
  readonly isPending: boolean;
  readonly isBlocked?: boolean | undefined;
  readonly isDangerous?: boolean | undefined;
  readonly isWide?: boolean;
  readonly children: ReactNode;
}

/**
 * The button that sends a form. While the form is on its way it does nothing, and keeps the focus, which a disabled one
 * would lose: and with it the dialog would lose the keyboard to the page below.
 */
export function SubmitButton({ isPending, isBlocked, isDangerous, isWide, children }: SubmitButtonProps) {
  return (
    <Button
      type="submit"
      fullWidth={isWide ?? false}
      color={isDangerous ? 'red.9' : undefined}
      disabled={isBlocked ?? false}
      aria-disabled={isPending}
      aria-busy={isPending}
      leftSection={isPending && <Loader size={14} color="currentColor" />}
    >
      {children}
    </Button>
  );
}
