import { Redirect } from 'wouter';
import { NotAllowed } from '../layout/NotAllowed';
import { NotFoundPage } from '../layout/NotFoundPage';
import { SectionNavigation } from '../layout/SectionNavigation';
import { MembersPage } from '../members/MembersPage';
import { useSession } from '../session/useSession';
import { HistoryPage } from './HistoryPage';
import { OrganizationApiKeysPage } from './OrganizationApiKeysPage';
import { OrganizationPage } from './OrganizationPage';
import { settingsTabs } from './settingsTabs';

interface SettingsPagesProps {
  readonly tab: string | undefined;
}

/** Which page shows which part of the settings. */
const PAGES = {
  'api-keys': OrganizationApiKeysPage,
  members: MembersPage,
  organization: OrganizationPage,
  history: HistoryPage,
};

/** The settings of the organization, as far as this person may see them. */
export function SettingsPages({ tab }: SettingsPagesProps) {
  const { may } = useSession();
  const tabs = settingsTabs(may);
  const [first] = tabs;
  if (tab === undefined && first) return <Redirect to={`/settings/${first.slug}`} replace />;
  if (tab !== undefined && !Object.hasOwn(PAGES, tab)) return <NotFoundPage title="Page not found" />;
  const current = tabs.find(({ slug }) => slug === tab);
  if (!current) return <NotAllowed title="Settings" />;
  const CurrentPage = PAGES[current.slug];
  const links = tabs.map(({ slug, title }) => ({ href: `/settings/${slug}`, title }));
  return (
    <SectionNavigation label="Settings" tabs={links}>
      <CurrentPage key={current.slug} />
    </SectionNavigation>
  );
}
