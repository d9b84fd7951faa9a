import type { ReactNode } from 'react';
import classes from './Section.module.css';

interface SectionProps {
  readonly title: string;
  /** What can be done here, at the top right. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a page, with a heading of its own. */
export function Section({ title, actions, children }: SectionProps) {
  return (
    <section className={classes.section}>
      <header className={classes.header}>
        <h2>{title}</h2>
        {actions}
      </header>
      {children}
    </section>
  );
}
