import { ApiKeyList } from '../apiKeys/ApiKeyList';
import type { ApiKeyOwner } from '../apiKeys/ApiKeyOwner';
import { CreateApiKeyButton } from '../apiKeys/CreateApiKeyButton';
import { Section } from '../layout/Section';

interface ProcessApiKeysSectionProps {
  readonly id: string;
}

/** The keys that are confined to a process. */
export function ProcessApiKeysSection({ id }: ProcessApiKeysSectionProps) {
  const owner: ApiKeyOwner = { kind: 'PROCESS', processId: id };
  return (
    <Section title="API keys" actions={<CreateApiKeyButton title="Generate new key" owner={owner} />}>
      <ApiKeyList owner={owner} advice="Generate a key: whoever holds it reaches this process and nothing else." />
    </Section>
  );
}
