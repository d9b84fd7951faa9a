import { Burger } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { WordMark } from '../layout/WordMark';
import { useSession } from '../session/useSession';
import { settingsTabs } from '../settings/settingsTabs';
import { ColourSwitch } from './ColourSwitch';
import classes from './Navigation.module.css';
import { PersonMenu } from './PersonMenu';

/**
 * Where one can go, on every page; on narrow screens behind a button. What nobody of this person's role may see is not
 * offered.
 */
export function Navigation() {
  const [isOpen, setIsOpen] = useState(false);
  const [path] = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the navigation closes whenever the place changes.
  useEffect(() => setIsOpen(false), [path]);
  return (
    <nav aria-label="Main" className={classes.navigation} data-open={isOpen || undefined}>
      <div className={classes.bar}>
        <WordMark />
        <Burger
          className={classes.burger}
          size="sm"
          opened={isOpen}
          onClick={() => setIsOpen(!isOpen)}
          aria-label={isOpen ? 'Close the navigation' : 'Open the navigation'}
          aria-expanded={isOpen}
          aria-controls="navigation"
        />
      </div>
      <div id="navigation" className={classes.panel}>
        <Places path={path} />
        <div className={classes.foot}>
          <ColourSwitch />
          <PersonMenu />
        </div>
      </div>
    </nav>
  );
}

interface PlacesProps {
  readonly path: string;
}

function Places({ path }: PlacesProps) {
  const { viewer, may } = useSession();
  const isAt = (place: string): 'page' | undefined => (path.startsWith(place) ? 'page' : undefined);
  return (
    <div className={classes.places}>
      <p className={classes.organization}>{viewer.organization.name}</p>
      <Link href="/" className={classes.place} aria-current={path === '/' ? 'page' : isAt('/processes')}>
        Dashboard
      </Link>
      {settingsTabs(may).length > 0 && (
        <Link href="/settings" className={classes.place} aria-current={isAt('/settings')}>
          Settings
        </Link>
      )}
    </div>
  );
}
