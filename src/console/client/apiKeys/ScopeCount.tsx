import { type FocusEvent, useRef, useState } from 'react';
import { Hint } from '../layout/Hint';
import classes from './ScopeCount.module.css';

interface ScopeCountProps {
  readonly scopes: readonly string[];
}

/** How many scopes a key holds; all of them in a hint, in a list that scrolls where it is long. */
export function ScopeCount({ scopes }: ScopeCountProps) {
  const count = useRef<HTMLSpanElement>(null);
  const [showings, setShowings] = useState(0);
  const leave = ({ relatedTarget }: FocusEvent): void => {
    if (relatedTarget !== count.current) setShowings(showings + 1); // A new hint is closed.
  };
  const list = (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard.
    // biome-ignore lint/a11y/noStaticElementInteractions: nothing is done by it, the hint only ends with it.
    <div tabIndex={0} translate="no" className={classes.list} onBlur={leave}>
      {scopes.map((scope) => (
        <div key={scope}>{scope}</div>
      ))}
    </div>
  );
  return (
    <Hint key={showings} label={list} isInteractive>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what the mouse shows, the keyboard shows as well. */}
      <span ref={count} tabIndex={0} className={classes.count}>
        {scopes.length === 1 ? '1 scope' : `${scopes.length} scopes`}
      </span>
    </Hint>
  );
}
