import { ask } from '../api/ask';
import { queryClient } from '../api/queryClient';
import { NameForm } from '../forms/NameForm';
import { UpdateOrganizationDocument } from '../generated/graphql';
import { Page } from '../layout/Page';
import { useSession } from '../session/useSession';
import { viewerKey } from '../session/viewerKey';

/** What the organization is called. */
export function OrganizationPage() {
  const { viewer } = useSession();
  return (
    <Page title="Organization" windowTitle="Organization – Settings">
      <NameForm
        name={viewer.organization.name}
        send={async (name) => (await ask(UpdateOrganizationDocument, { input: { name } })).updateOrganization}
        onDone={() => queryClient.invalidateQueries({ queryKey: viewerKey })}
      />
    </Page>
  );
}
