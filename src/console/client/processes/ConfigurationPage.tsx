import { Redirect } from 'wouter';
import { NotAllowed } from '../layout/NotAllowed';
import { NotFoundPage } from '../layout/NotFoundPage';
import { Page } from '../layout/Page';
import { SectionNavigation } from '../layout/SectionNavigation';
import { useSession } from '../session/useSession';
import { configurationTabs } from './configurationTabs';
import { GeneralSection } from './GeneralSection';
import { LoadedProcess } from './LoadedProcess';
import { ProcessApiKeysSection } from './ProcessApiKeysSection';
import { ProcessHistorySection } from './ProcessHistorySection';
import { ProcessTrail } from './ProcessTrail';

interface ConfigurationPageProps {
  readonly id: string;
  readonly tab: string | undefined;
}

const SLUGS = ['general', 'api-keys', 'history'];

/** How a process is set up: its name, and its keys; and what happened to it. */
export function ConfigurationPage({ id, tab }: ConfigurationPageProps) {
  const { may } = useSession();
  const tabs = configurationTabs(may);
  const place = `/processes/${id}/configuration`;
  const [first] = tabs;
  if (tab === undefined && first) return <Redirect to={`${place}/${first.slug}`} replace />;
  if (tab !== undefined && !SLUGS.includes(tab)) return <NotFoundPage title="Page not found" />;
  const current = tabs.find(({ slug }) => slug === tab);
  if (!current) return <NotAllowed title="Configuration" />;
  const links = tabs.map(({ slug, title }) => ({ href: `${place}/${slug}`, title }));
  return (
    <LoadedProcess id={id}>
      {(process) => (
        <Page
          title={process.name ?? id}
          windowTitle={`${current.title} – ${process.name ?? id}`}
          trail={<ProcessTrail process={process} />}
        >
          <SectionNavigation label="Configuration" tabs={links}>
            {current.slug === 'general' && <GeneralSection process={process} />}
            {current.slug === 'api-keys' && <ProcessApiKeysSection id={id} />}
            {current.slug === 'history' && <ProcessHistorySection id={id} />}
          </SectionNavigation>
        </Page>
      )}
    </LoadedProcess>
  );
}
