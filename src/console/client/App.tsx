import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Route, Switch } from 'wouter';
import { sessionLoss } from './api/sessionLoss';
import { CardPage } from './layout/CardPage';
import { FailureNote } from './layout/FailureNote';
import { forgetSession } from './session/forgetSession';
import { InvitationPage } from './session/InvitationPage';
import { readViewer } from './session/readViewer';
import { SignedIn } from './session/SignedIn';
import { SignInPage } from './session/SignInPage';
import { viewerKey } from './session/viewerKey';

/** The whole console. Invitations are for everybody; all else is for people who are signed in. */
export function App() {
  return (
    <Switch>
      <Route path="/invitation/:token?">{({ token }) => <InvitationPage token={token} />}</Route>
      <Route>
        <Gate />
      </Route>
    </Switch>
  );
}

/** Asks whoever is not signed in, or no longer, to sign in, at whichever address. */
function Gate() {
  const { data: viewer, error, refetch } = useQuery({ queryKey: viewerKey, queryFn: readViewer });
  useEffect(() => {
    sessionLoss.addEventListener('loss', forgetSession);
    return () => sessionLoss.removeEventListener('loss', forgetSession);
  }, []);
  if (viewer) return <SignedIn viewer={viewer} />;
  if (viewer === null) return <SignInPage />;
  if (!error) return null;
  return (
    <CardPage title="Latchkey">
      <FailureNote error={error} onRetry={refetch} />
    </CardPage>
  );
}
