import { type MouseEvent, type ReactNode, useRef } from 'react';
import { Navigation } from './Navigation';
import classes from './Shell.module.css';

interface ShellProps {
  readonly children: ReactNode;
}

/** What is around every page of a person who is signed in: the navigation, and the place for the page. */
export function Shell({ children }: ShellProps) {
  const main = useRef<HTMLElement>(null);
  const skip = (event: MouseEvent): void => {
    event.preventDefault();
    main.current?.focus();
  };
  return (
    <div className={classes.shell}>
      {/* biome-ignore lint/a11y/useValidAnchor: what follows # is the router's, so that no link can lead to a fragment. */}
      <a href="#main" className={classes.skip} onClick={skip}>
        Skip to the content
      </a>
      <Navigation />
      <main ref={main} id="main" tabIndex={-1} className={classes.main}>
        {children}
      </main>
    </div>
  );
}
