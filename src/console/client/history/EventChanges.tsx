import { Text } from '@mantine/core';
import type { AuditEventRowFragment } from '../generated/graphql';
import classes from './EventDetails.module.css';

interface EventChangesProps {
  readonly changes: AuditEventRowFragment['changes'];
}

/** What an event changed: each field, before and after. */
export function EventChanges({ changes }: EventChangesProps) {
  if (changes.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        No field changed.
      </Text>
    );
  }
  return (
    <ul className={classes.changes} aria-label="Changes">
      {changes.map(({ field, before, after }) => (
        <li key={field}>
          <strong translate="no">{field}</strong>
          <Value title="Before" value={before} />
          <Value title="After" value={after} />
        </li>
      ))}
    </ul>
  );
}

interface ValueProps {
  readonly title: string;
  readonly value: string | null;
}

function Value({ title, value }: ValueProps) {
  return (
    <span>
      <span className={classes.title}>{title}</span>{' '}
      {value === null ? <span>nothing</span> : <code translate="no">{value}</code>}
    </span>
  );
}
