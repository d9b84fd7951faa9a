import type { ReactNode } from 'react';
import classes from './Mark.module.css';

interface MarkProps {
  readonly tone: 'plain' | 'good' | 'warn' | 'bad';
  readonly children: ReactNode;
}

/** One word about a row, on a ground of its own. */
export function Mark({ tone, children }: MarkProps) {
  return (
    <span className={classes.mark} data-tone={tone}>
      {children}
    </span>
  );
}
