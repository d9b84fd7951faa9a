import { Button } from '@mantine/core';
import { Link } from 'wouter';
import { Instant } from '../dates/Instant';
import classes from '../layout/Facts.module.css';
import { Mark } from '../layout/Mark';
import { Page } from '../layout/Page';
import { useSession } from '../session/useSession';
import { configurationTabs } from './configurationTabs';
import { LoadedProcess } from './LoadedProcess';
import { ProcessTrail } from './ProcessTrail';
import { STATUSES } from './STATUSES';
import { TYPE_TITLES } from './TYPE_TITLES';

interface ProcessPageProps {
  readonly id: string;
}

/** A process at a glance. */
export function ProcessPage({ id }: ProcessPageProps) {
  const { may } = useSession();
  const configuration = configurationTabs(may).length > 0 && (
    <Button component={Link} href={`/processes/${id}/configuration`} variant="default">
      Configuration
    </Button>
  );
  return (
    <LoadedProcess id={id}>
      {({ name, type, status, createdAt, updatedAt }) => (
        <Page title={name ?? id} trail={<ProcessTrail />} actions={configuration}>
          <dl className={classes.facts}>
            <dt>Status</dt>
            <dd>{status && <Mark tone={STATUSES[status].tone}>{STATUSES[status].title}</Mark>}</dd>
            <dt>Type</dt>
            <dd>{type && TYPE_TITLES[type]}</dd>
            <dt>Created</dt>
            <dd>{createdAt && <Instant at={createdAt} />}</dd>
            <dt>Changed</dt>
            <dd>{updatedAt && <Instant at={updatedAt} />}</dd>
            <dt>Id</dt>
            <dd>
              <code translate="no">{id}</code>
            </dd>
          </dl>
        </Page>
      )}
    </LoadedProcess>
  );
}
