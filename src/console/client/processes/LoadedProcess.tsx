import type { ReactNode } from 'react';
import type { ProcessRowFragment } from '../generated/graphql';
import { FailureNote } from '../layout/FailureNote';
import { NotFoundPage } from '../layout/NotFoundPage';
import { Page } from '../layout/Page';
import { Waiting } from '../layout/Waiting';
import { useProcess } from './useProcess';

interface LoadedProcessProps {
  readonly id: string;
  readonly children: (process: ProcessRowFragment) => ReactNode;
}

/** Shows something of a process as soon as it is read, or says that there is none. */
export function LoadedProcess({ id, children }: LoadedProcessProps) {
  const { data: process, error, refetch } = useProcess(id);
  if (process) return children(process);
  if (process === null) return <NotFoundPage title="Process not found" />;
  if (!error) return <Waiting />;
  return (
    <Page title="Process">
      <FailureNote error={error} onRetry={refetch} />
    </Page>
  );
}
