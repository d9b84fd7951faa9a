import { useQuery } from '@tanstack/react-query';
import { useLayoutEffect, useMemo } from 'react';
import { shownOrganization } from '../api/shownOrganization';
import { CardPage } from '../layout/CardPage';
import { FailureNote } from '../layout/FailureNote';
import { Waiting } from '../layout/Waiting';
import { readRequirements } from '../session/readRequirements';
import { requirementsKey } from '../session/requirementsKey';
import { type Session, SessionContext, type Viewer } from '../session/Session';
import { Pages } from './Pages';
import { Shell } from './Shell';

interface SignedInProps {
  readonly viewer: Viewer;
}

/** The console, as far as this person may see it. */
export function SignedIn({ viewer }: SignedInProps) {
  const {
    data: requirements,
    error,
    refetch,
  } = useQuery({
    queryKey: requirementsKey,
    queryFn: readRequirements,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const session = useMemo((): Session | null => {
    if (!requirements) return null;
    const held = new Set(viewer.scopes);
    const may: Session['may'] = (document) =>
      (requirements.get(String(document)) ?? []).some((scopes) => scopes.every((scope) => held.has(scope)));
    return { viewer, may };
  }, [requirements, viewer]);
  const { id } = viewer.organization;
  useLayoutEffect(() => {
    shownOrganization.id = id;
    return () => {
      shownOrganization.id = null;
    };
  }, [id]);
  if (!session) {
    return (
      <CardPage title={error ? 'Latchkey' : undefined}>
        {error ? <FailureNote error={error} onRetry={refetch} /> : <Waiting />}
      </CardPage>
    );
  }
  return (
    <SessionContext value={session}>
      <Shell>
        <Pages />
      </Shell>
    </SessionContext>
  );
}
