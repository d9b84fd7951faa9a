import { Tooltip } from '@mantine/core';
import classes from './ScopeCount.module.css';

interface ScopeCountProps {
  readonly scopes: readonly string[];
}

/** How many scopes a key holds; all of them under the mouse and the focus. */
export function ScopeCount({ scopes }: ScopeCountProps) {
  const list = scopes.map((scope) => <div key={scope}>{scope}</div>);
  return (
    <Tooltip label={<div className={classes.list}>{list}</div>}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what the mouse shows, the keyboard shows as well. */}
      <span tabIndex={0} className={classes.count}>
        {scopes.length === 1 ? '1 scope' : `${scopes.length} scopes`}
      </span>
    </Tooltip>
  );
}
