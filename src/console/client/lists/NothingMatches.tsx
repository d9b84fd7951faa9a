import { Button } from '@mantine/core';
import { EmptyNote } from './EmptyNote';

interface NothingMatchesProps {
  readonly onClear: () => void;
}

/** Stands where the filters leave nothing over. */
export function NothingMatches({ onClear }: NothingMatchesProps) {
  return (
    <EmptyNote title="Nothing matches">
      <p>Look for something else, or see everything again.</p>
      <Button variant="default" size="xs" mt="md" onClick={onClear}>
        Clear filters
      </Button>
    </EmptyNote>
  );
}
