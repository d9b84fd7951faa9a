import type { ReactNode } from 'react';
import classes from './Folded.module.css';

interface FoldedProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** What is long, behind a line that unfolds it. */
export function Folded({ title, children }: FoldedProps) {
  return (
    <details className={classes.folded}>
      <summary>{title}</summary>
      <div className={classes.content}>{children}</div>
    </details>
  );
}
