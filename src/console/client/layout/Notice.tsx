import type { ReactNode } from 'react';
import classes from './Notice.module.css';

interface NoticeProps {
  readonly tone: 'plain' | 'good' | 'warn' | 'bad';
  /** For what is described by the sentence. */
  readonly id?: string;
  readonly children: ReactNode;
}

/** A sentence that stands out; what went wrong is read out at once, and can be given the focus; the rest waits. */
export function Notice({ tone, id, children }: NoticeProps) {
  const isBad = tone === 'bad';
  return (
    <div
      id={id}
      className={classes.notice}
      data-tone={tone}
      role={isBad ? 'alert' : 'status'}
      tabIndex={isBad ? -1 : undefined}
    >
      {children}
    </div>
  );
}
