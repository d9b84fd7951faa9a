import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './EmptyNote.module.css';

interface EmptyNoteProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** Stands where there is nothing yet, and says what to do about it. */
export function EmptyNote({ title, children }: EmptyNoteProps) {
  return (
    <div className={classes.note}>
      <Text fw={600}>{title}</Text>
      <div className={classes.advice}>{children}</div>
    </div>
  );
}
