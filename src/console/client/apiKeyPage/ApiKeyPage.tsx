import { Text } from '@mantine/core';
import { Redirect } from 'wouter';
import { ApiKeyState } from '../apiKeys/ApiKeyState';
import { apiKeyTabs } from '../apiKeys/apiKeyTabs';
import { HistoryList } from '../history/HistoryList';
import { FailureNote } from '../layout/FailureNote';
import { NotAllowed } from '../layout/NotAllowed';
import { NotFoundPage } from '../layout/NotFoundPage';
import { Page } from '../layout/Page';
import { Section } from '../layout/Section';
import { SectionNavigation } from '../layout/SectionNavigation';
import { Waiting } from '../layout/Waiting';
import { useSession } from '../session/useSession';
import { UseSection } from '../use/UseSection';
import { ApiKeyTrail } from './ApiKeyTrail';
import { useApiKey } from './useApiKey';

interface ApiKeyPageProps {
  readonly id: string;
  readonly tab: string | undefined;
}

const SLUGS = ['use', 'history'];

/** A key: what it was used for, and what happened to it. */
export function ApiKeyPage({ id, tab }: ApiKeyPageProps) {
  const { may } = useSession();
  const tabs = apiKeyTabs(may);
  const [first] = tabs;
  const { data: apiKey, error, refetch } = useApiKey(id);
  if (tab === undefined && first) return <Redirect to={`/keys/${id}/${first.slug}`} replace />;
  if (apiKey === null || (tab !== undefined && !SLUGS.includes(tab))) return <NotFoundPage title="Page not found" />;
  const current = tabs.find(({ slug }) => slug === tab);
  if (!current) return <NotAllowed title="API key" />;
  if (!apiKey && !error) return <Waiting />;
  if (!apiKey) {
    return (
      <Page title="API key">
        <FailureNote error={error} onRetry={() => void refetch()} />
      </Page>
    );
  }
  const links = tabs.map(({ slug, title }) => ({ href: `/keys/${id}/${slug}`, title }));
  return (
    <Page
      title={apiKey.name}
      windowTitle={`${current.title} – ${apiKey.name}`}
      trail={<ApiKeyTrail process={apiKey.process} />}
      actions={
        <Text component="div" size="sm">
          <code translate="no">{apiKey.user}</code> <ApiKeyState apiKey={apiKey} />
        </Text>
      }
    >
      <SectionNavigation label="API key" tabs={links}>
        {current.slug === 'use' ? (
          <UseSection apiKey={apiKey} />
        ) : (
          <Section title="History">
            <HistoryList owner={{ kind: 'API_KEY', id }} />
          </Section>
        )}
      </SectionNavigation>
    </Page>
  );
}
