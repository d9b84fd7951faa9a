import type { ContainerType } from 'type-graphql';
import type { ScopeCatalogue } from './access/scopes';
import type { Clock } from './clock';
import { Cursors } from './graphql/Cursors';
import { ScopeResolver } from './graphql/ScopeResolver';
import { ViewerResolver } from './graphql/ViewerResolver';
import { ApiKeyResolver, OrganizationApiKeysResolver, ProcessApiKeysResolver } from './keys/ApiKeyResolver';
import { ApiKeyService, endKeysOfProcess } from './keys/ApiKeyService';
import { Authenticator } from './keys/Authenticator';
import { type Complain, KeyUse } from './keys/KeyUse';
import { Peppers } from './keys/peppers';
import { MemberResolver } from './members/MemberResolver';
import { MemberService } from './members/MemberService';
import { SigningKeys } from './oauth/SigningKeys';
import { OrganizationResolver } from './organizations/OrganizationResolver';
import { OrganizationService } from './organizations/OrganizationService';
import { OrganizationProcessesResolver, ProcessResolver } from './processes/ProcessResolver';
import { ProcessService } from './processes/ProcessService';
import { deriveKey } from './secrets';
import type { Storage } from './storage/storage';

/** What the services are made from. */
export interface ServiceParts {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly catalogue: ScopeCatalogue;
  readonly secret: string;
  readonly previousSecrets: readonly string[];
  readonly complain: Complain;
}

/** Everything that knows the rules. */
export interface Services {
  readonly organizations: OrganizationService;
  readonly members: MemberService;
  readonly processes: ProcessService;
  readonly apiKeys: ApiKeyService;
  readonly authenticator: Authenticator;
  readonly signingKeys: SigningKeys;
  readonly keyUse: KeyUse;
  readonly cursors: Cursors;
}

/** Makes the services of one server process. */
export function createServices(parts: ServiceParts): Services {
  const { storage, clock, catalogue, secret, previousSecrets } = parts;
  const peppers = new Peppers(secret, previousSecrets);
  const cursors = new Cursors(deriveKey(secret, 'cursor'));
  const keyUse = new KeyUse(storage, parts.complain);
  return {
    organizations: new OrganizationService(storage, clock),
    members: new MemberService(storage, cursors),
    processes: new ProcessService(storage, clock, cursors, endKeysOfProcess),
    apiKeys: new ApiKeyService(storage, clock, cursors, catalogue, peppers),
    authenticator: new Authenticator(storage, clock, peppers, keyUse),
    signingKeys: new SigningKeys(storage, clock, secret, previousSecrets),
    keyUse,
    cursors,
  };
}

/** Gives the GraphQL library its resolvers, each made with the services it calls. */
export function resolverContainer(services: Services, catalogue: ScopeCatalogue): ContainerType {
  const { organizations, members, processes, apiKeys } = services;
  const resolvers = [
    new ViewerResolver(organizations, processes),
    new ScopeResolver(catalogue),
    new OrganizationResolver(organizations),
    new MemberResolver(members),
    new ProcessResolver(processes, organizations),
    new OrganizationProcessesResolver(processes),
    new ApiKeyResolver(apiKeys, organizations, processes),
    new OrganizationApiKeysResolver(apiKeys),
    new ProcessApiKeysResolver(apiKeys),
  ];
  const byClass = new Map<unknown, object>(resolvers.map((resolver) => [resolver.constructor, resolver]));
  return { get: (someClass) => byClass.get(someClass) };
}
