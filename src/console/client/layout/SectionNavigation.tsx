import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import classes from './SectionNavigation.module.css';

interface SectionNavigationProps {
  readonly label: string;
  /** Shape: where each tab lies, and what it is called. */
  readonly tabs: readonly { readonly href: string; readonly title: string }[];
  readonly children: ReactNode;
}

/** The parts of a section on the left, the chosen one on the right; on narrow screens above it. */
export function SectionNavigation({ label, tabs, children }: SectionNavigationProps) {
  const [path] = useLocation();
  return (
    <div className={classes.section}>
      <nav aria-label={label} className={classes.tabs}>
        {tabs.map(({ href, title }) => (
          <Link key={href} href={href} className={classes.tab} aria-current={path === href ? 'page' : undefined}>
            {title}
          </Link>
        ))}
      </nav>
      <div className={classes.content}>{children}</div>
    </div>
  );
}
