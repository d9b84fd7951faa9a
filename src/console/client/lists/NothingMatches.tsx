import { Button } from '@mantine/core';
import type { RefObject } from 'react';
import { EmptyNote } from '../layout/EmptyNote';
import { useHandedOnFocus } from '../layout/useHandedOnFocus';

interface NothingMatchesProps {
  readonly onClear: () => void;
  /** What gets the focus when the button goes. */
  readonly heir: RefObject<HTMLElement | null>;
}

/** Stands where the filters leave nothing over. */
export function NothingMatches({ onClear, heir }: NothingMatchesProps) {
  const button = useHandedOnFocus<HTMLButtonElement>(heir);
  return (
    <EmptyNote title="Nothing matches">
      <p>Look for something else, or see everything again.</p>
      <Button ref={button} variant="default" size="xs" mt="md" onClick={onClear}>
        Clear filters
      </Button>
    </EmptyNote>
  );
}
