import { Anchor, Text } from '@mantine/core';
import { Link } from 'wouter';

interface ProcessTrailProps {
  /** The process above the page of its configuration; left out on the process's own page. */
  readonly process?: { readonly id: string; readonly name: string | null };
}

/** The way back. */
export function ProcessTrail({ process }: ProcessTrailProps) {
  return (
    <Text component="nav" aria-label="Way back" size="sm" c="dimmed">
      <Anchor component={Link} href="/" inherit>
        Dashboard
      </Anchor>
      {process && (
        <>
          {' / '}
          <Anchor component={Link} href={`/processes/${process.id}`} inherit>
            {process.name ?? process.id}
          </Anchor>
          {' / '}
          <span aria-current="page">Configuration</span>
        </>
      )}
    </Text>
  );
}
