import type { ReactNode } from 'react';
import classes from './Page.module.css';
import { usePageHeading } from './usePageHeading';

interface PageProps {
  readonly title: string;
  /** What the window is called, where that is more than the heading. */
  readonly windowTitle?: string;
  /** Where one comes from, above the heading. */
  readonly trail?: ReactNode;
  /** What can be done here, at the top right. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** One page: a heading, what can be done, and the content. */
export function Page({ title, windowTitle = title, trail, actions, children }: PageProps) {
  const heading = usePageHeading(windowTitle);
  return (
    <div className={classes.page}>
      <header className={classes.header}>
        <div className={classes.titles}>
          {trail}
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
        </div>
        {actions}
      </header>
      {children}
    </div>
  );
}
