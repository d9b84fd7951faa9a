import { Anchor } from '@mantine/core';
import { Link } from 'wouter';

interface ProcessTrailProps {
  /** The process above the page of its configuration; left out on the process's own page. */
  readonly process?: { readonly id: string; readonly name: string | null };
}

/** The way back. */
export function ProcessTrail({ process }: ProcessTrailProps) {
  return (
    <nav aria-label="Way back">
      <Anchor component={Link} href="/" size="sm">
        Dashboard
      </Anchor>
      {process && (
        <>
          {' / '}
          <Anchor component={Link} href={`/processes/${process.id}`} size="sm">
            {process.name ?? process.id}
          </Anchor>
          {' / '}
          <span aria-current="page">Configuration</span>
        </>
      )}
    </nav>
  );
}
