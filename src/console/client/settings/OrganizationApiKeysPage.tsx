import { ApiKeyList } from '../apiKeys/ApiKeyList';
import { ORGANIZATION_OWNER } from '../apiKeys/ApiKeyOwner';
import { CreateApiKeyButton } from '../apiKeys/CreateApiKeyButton';
import { Page } from '../layout/Page';

/** The keys of the organization. */
export function OrganizationApiKeysPage() {
  return (
    <Page
      title="API key"
      windowTitle="API key – Settings"
      actions={<CreateApiKeyButton title="Create new API key" owner={ORGANIZATION_OWNER} />}
    >
      <ApiKeyList
        owner={ORGANIZATION_OWNER}
        advice="Create one for every program that works with this organization, with the scopes that it needs."
      />
    </Page>
  );
}
