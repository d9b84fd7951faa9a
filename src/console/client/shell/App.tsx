import { useQuery } from '@tanstack/react-query';
import { Activity, useEffect } from 'react';
import { Route, Switch } from 'wouter';
import { CardPage } from '../layout/CardPage';
import { FailureNote } from '../layout/FailureNote';
import { Waiting } from '../layout/Waiting';
import { identify } from '../session/identify';
import { readPresence } from '../session/readPresence';
import { viewerKey } from '../session/viewerKey';
import { watchSession } from '../session/watchSession';
import { InvitationPage } from '../signIn/InvitationPage';
import { SignInPage } from '../signIn/SignInPage';
import { SignedIn } from './SignedIn';

/** The whole console. Invitations are for everybody; all else is for people who are signed in. */
export function App() {
  useEffect(watchSession, []);
  return (
    <Switch>
      <Route path="/invitation/:token?">{({ token }) => <InvitationPage token={token} />}</Route>
      <Route>
        <Gate />
      </Route>
    </Switch>
  );
}

/**
 * Shows the sign-in page to anyone without a session, at every address. The pages of an ended session stay hidden, so
 * unsaved input survives.
 */
function Gate() {
  const { data: presence, error, refetch } = useQuery({ queryKey: viewerKey, queryFn: readPresence });
  const { viewer = null, standing = 'unsure' } = presence ?? {};
  return (
    <>
      {viewer && (
        <Activity key={identify(viewer)} mode={standing === 'in' ? 'visible' : 'hidden'}>
          <SignedIn viewer={viewer} />
        </Activity>
      )}
      {standing === 'out' && <SignInPage kept={viewer} />}
      {standing === 'unsure' && (
        <CardPage title={error ? 'Latchkey' : undefined}>
          {error ? <FailureNote error={error} onRetry={refetch} /> : <Waiting />}
        </CardPage>
      )}
    </>
  );
}
