import { Route, Switch } from 'wouter';
import { ApiKeyPage } from '../apiKeyPage/ApiKeyPage';
import { NotFoundPage } from '../layout/NotFoundPage';
import { ConfigurationPage } from '../processes/ConfigurationPage';
import { DashboardPage } from '../processes/DashboardPage';
import { ProcessPage } from '../processes/ProcessPage';
import { ProfilePage } from '../profile/ProfilePage';
import { SettingsPages } from '../settings/SettingsPages';

/** Which page lies where, for a person who is signed in. */
export function Pages() {
  return (
    <Switch>
      <Route path="/">
        <DashboardPage />
      </Route>
      <Route path="/processes/:id">{({ id }) => <ProcessPage key={id} id={id} />}</Route>
      <Route path="/processes/:id/configuration/:tab?">
        {({ id, tab }) => <ConfigurationPage key={id} id={id} tab={tab} />}
      </Route>
      <Route path="/keys/:id/:tab?">{({ id, tab }) => <ApiKeyPage key={id} id={id} tab={tab} />}</Route>
      <Route path="/settings/:tab?">{({ tab }) => <SettingsPages tab={tab} />}</Route>
      <Route path="/profile">
        <ProfilePage />
      </Route>
      <Route>
        <NotFoundPage title="Page not found" />
      </Route>
    </Switch>
  );
}
