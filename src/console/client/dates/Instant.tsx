import type { ReactNode } from 'react';
import { Hint } from '../layout/Hint';
import classes from './Instant.module.css';

interface InstantProps {
  /** Shape: RFC 3339, as the server answers it. */
  readonly at: string;
  /** What is shown; if left out, the day in the reader's locale. */
  readonly children?: ReactNode;
}

const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** An instant as people read it; exactly, and in UTC, in a hint. */
export function Instant({ at, children }: InstantProps) {
  return (
    <Hint label={new Date(at).toISOString()}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what the mouse shows, the keyboard shows as well. */}
      <time dateTime={at} tabIndex={0} className={classes.instant}>
        {children ?? DAY.format(new Date(at))}
      </time>
    </Hint>
  );
}
