import { useId } from 'react';
import type { KeyUse } from './KeyUse';
import classes from './ScopeNames.module.css';

interface ScopeNamesProps {
  readonly title: string;
  readonly scopes: KeyUse['scopes'];
}

/** Some scopes under a heading of their own, in a list that scrolls where it is long. */
export function ScopeNames({ title, scopes }: ScopeNamesProps) {
  const id = useId();
  return (
    <div>
      <p id={id} className={classes.title}>
        {`${title} (${scopes.length})`}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard. */}
      <ul className={classes.scopes} tabIndex={0} aria-labelledby={id}>
        {scopes.map(({ scope }) => (
          <li key={scope.name}>
            <span>{scope.title}</span> <code translate="no">{scope.name}</code>
          </li>
        ))}
      </ul>
    </div>
  );
}
