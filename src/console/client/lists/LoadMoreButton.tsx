import { Button } from '@mantine/core';
import type { RefObject } from 'react';
import { useHandedOnFocus } from '../layout/useHandedOnFocus';

interface LoadMoreButtonProps {
  readonly isReading: boolean;
  readonly onPress: () => void;
  /** What gets the focus when the button goes. */
  readonly heir: RefObject<HTMLElement | null>;
}

/** The button that makes a list go on. It keeps the focus while it is at it, which a disabled one would lose. */
export function LoadMoreButton({ isReading, onPress, heir }: LoadMoreButtonProps) {
  const button = useHandedOnFocus<HTMLButtonElement>(heir);
  return (
    <Button
      ref={button}
      variant="default"
      aria-disabled={isReading}
      aria-busy={isReading}
      onClick={() => {
        if (!isReading) onPress();
      }}
    >
      {isReading ? 'Loading …' : 'Load more'}
    </Button>
  );
}
