import type { Foundation } from '../Foundation';
import type { Job } from '../jobs/Job';
import type { OrganizationService } from '../organizations/OrganizationService';
import type { ProcessService } from '../processes/ProcessService';
import { ApiKey } from './ApiKey';
import { ApiKeyEndResolver } from './ApiKeyEndResolver';
import { ApiKeyEnds } from './ApiKeyEnds';
import { ApiKeyResolver, OrganizationApiKeysResolver, ProcessApiKeysResolver } from './ApiKeyResolver';
import { ApiKeyReturns } from './ApiKeyReturns';
import { ApiKeyService } from './ApiKeyService';
import { Authenticator } from './Authenticator';
import { endKeysOfProcess } from './endKeysOfProcess';
import { KeyGap } from './KeyGap';
import { KeyNetwork } from './KeyNetwork';
import { KeyPossession } from './KeyPossession';
import { KeyRefusals } from './KeyRefusals';
import { KeyRequest } from './KeyRequest';
import { KeySecret } from './KeySecret';
import { KeyUse } from './KeyUse';
import { keyLimit } from './keyLimit';
import { keySecretsCheck } from './keySecretsCheck';
import { Peppers } from './Peppers';
import { purgeTombstones } from './purgeTombstones';
import { SecretTraces } from './SecretTraces';
import { SecretUser } from './SecretUser';
import { sweepKeyGaps } from './sweepKeyGaps';
import { sweepKeyRequests } from './sweepKeyRequests';
import { TellExpiredKeys } from './TellExpiredKeys';

/** What the keys of an organization, or of a process, hang on. */
interface Owners {
  readonly organizations: OrganizationService;
  readonly processes: ProcessService;
}

/** API keys: made, changed, ended, and checked on every request. */
export const keysModule = {
  entities: [ApiKey, KeySecret, KeyGap, KeyRequest, KeyNetwork, SecretUser],
  resolvers: [ApiKeyResolver, ApiKeyEndResolver, OrganizationApiKeysResolver, ProcessApiKeysResolver],
  followers: [endKeysOfProcess],
  checks: [keySecretsCheck],
  make: (foundation: Foundation, { organizations, processes }: Owners) => {
    const { storage, clock, changes, lists, catalogue, secret, previousSecrets, reportLoss, meter } = foundation;
    const rowLimit = keyLimit(foundation.maxKeysPerOrganization);
    const peppers = new Peppers(secret, previousSecrets);
    const keyUse = new KeyUse(storage, changes, reportLoss);
    const keyRefusals = new KeyRefusals(storage, clock, changes, reportLoss);
    const secretTraces = new SecretTraces(foundation, peppers);
    const authenticator = new Authenticator(storage, clock, peppers, keyUse, keyRefusals, secretTraces, meter);
    const apiKeys = new ApiKeyService(storage, clock, changes, lists, catalogue, peppers, rowLimit);
    const apiKeyEnds = new ApiKeyEnds(storage, clock, changes, keyUse);
    const apiKeyReturns = new ApiKeyReturns(clock, changes, peppers, rowLimit, catalogue);
    return {
      services: {
        apiKeys,
        apiKeyEnds,
        apiKeyReturns,
        keyUse,
        peppers,
        keyRefusals,
        secretTraces,
        authenticator,
        keyPossession: new KeyPossession(changes, clock),
      },
      resolvers: [
        new ApiKeyResolver(apiKeys, organizations, processes),
        new ApiKeyEndResolver(apiKeyEnds, apiKeyReturns),
        new OrganizationApiKeysResolver(apiKeys),
        new ProcessApiKeysResolver(apiKeys),
      ],
      loaders: { ApiKey: apiKeys.referenceById },
      jobs: [keyUse, keyRefusals, ...secretTraces.jobs, ...sweepsOf(storage), new TellExpiredKeys(storage, changes)],
    };
  },
};

function sweepsOf(storage: Foundation['storage']): Job[] {
  return [sweepKeyGaps(storage), sweepKeyRequests(storage), purgeTombstones(storage)];
}
