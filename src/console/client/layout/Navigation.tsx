import { Link, useLocation } from 'wouter';
import { useSession } from '../session/useSession';
import { settingsTabs } from '../settings/settingsTabs';
import { ColourSwitch } from './ColourSwitch';
import classes from './Navigation.module.css';
import { PersonMenu } from './PersonMenu';
import { WordMark } from './WordMark';

interface NavigationProps {
  readonly className?: string | undefined;
}

/** Where one can go, on every page. What nobody of this person's role may see is not offered. */
export function Navigation({ className }: NavigationProps) {
  const [path] = useLocation();
  const { viewer, may } = useSession();
  const isAt = (place: string): 'page' | undefined => (path.startsWith(place) ? 'page' : undefined);
  const isAtDashboard = path === '/' ? 'page' : isAt('/processes');
  return (
    <nav id="navigation" aria-label="Main" className={`${classes.navigation} ${className}`}>
      <div className={classes.head}>
        <WordMark />
      </div>
      <p className={classes.organization}>{viewer.organization.name}</p>
      <div className={classes.links}>
        <Link href="/" className={classes.link} aria-current={isAtDashboard}>
          Dashboard
        </Link>
        {settingsTabs(may).length > 0 && (
          <Link href="/settings" className={classes.link} aria-current={isAt('/settings')}>
            Settings
          </Link>
        )}
      </div>
      <div className={classes.foot}>
        <ColourSwitch />
        <PersonMenu />
      </div>
    </nav>
  );
}
