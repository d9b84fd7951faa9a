import type { Foundation } from '../Foundation';
import type { ApiKeyService } from '../keys/ApiKeyService';
import { KeyPolicy } from './KeyPolicy';
import {
  AffectedApiKeyResolver,
  ApiKeyViolationsResolver,
  KeyPolicyResolver,
  OrganizationKeyPolicyResolver,
} from './KeyPolicyResolver';
import { KeyPolicyService } from './KeyPolicyService';
import { TellBlockedKeys } from './TellBlockedKeys';

/** What organizations ask of their keys. */
export const policiesModule = {
  entities: [KeyPolicy],
  resolvers: [KeyPolicyResolver, OrganizationKeyPolicyResolver, ApiKeyViolationsResolver, AffectedApiKeyResolver],
  make: ({ storage, clock, changes, catalogue }: Foundation, { apiKeys }: { readonly apiKeys: ApiKeyService }) => {
    const keyPolicies = new KeyPolicyService(storage, clock, changes, catalogue);
    return {
      services: { keyPolicies },
      resolvers: [
        new KeyPolicyResolver(keyPolicies),
        new OrganizationKeyPolicyResolver(keyPolicies),
        new ApiKeyViolationsResolver(keyPolicies),
        new AffectedApiKeyResolver(apiKeys),
      ],
      jobs: [new TellBlockedKeys(storage, changes, catalogue)],
    };
  },
};
