import { Burger } from '@mantine/core';
import { type MouseEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { Navigation } from './Navigation';
import classes from './Shell.module.css';
import { WordMark } from './WordMark';

interface ShellProps {
  readonly children: ReactNode;
}

/** What is around every page of a person who is signed in: the navigation, and the place for the page. */
export function Shell({ children }: ShellProps) {
  const [isOpen, setIsOpen] = useState(false);
  const [path] = useLocation();
  const main = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the navigation closes whenever the place changes.
  useEffect(() => setIsOpen(false), [path]);
  const skip = (event: MouseEvent): void => {
    event.preventDefault();
    main.current?.focus();
  };
  return (
    <div className={classes.shell} data-open={isOpen || undefined}>
      {/* biome-ignore lint/a11y/useValidAnchor: what follows # is the router's, so that no link can lead to a fragment. */}
      <a href="#main" className={classes.skip} onClick={skip}>
        Skip to the content
      </a>
      <header className={classes.bar}>
        <WordMark />
        <Burger
          size="sm"
          opened={isOpen}
          onClick={() => setIsOpen(!isOpen)}
          aria-label={isOpen ? 'Close the navigation' : 'Open the navigation'}
          aria-expanded={isOpen}
          aria-controls="navigation"
        />
      </header>
      <Navigation className={classes.navigation} />
      <main ref={main} id="main" tabIndex={-1} className={classes.main}>
        {children}
      </main>
    </div>
  );
}
