import type { ContainerType } from 'type-graphql';
import type { ScopeCatalogue } from './access/scopes';
import type { Clock } from './clock';
import type { Config } from './config';
import { Cursors } from './graphql/Cursors';
import { ScopeResolver } from './graphql/ScopeResolver';
import { ViewerResolver } from './graphql/ViewerResolver';
import { ApiKeyResolver, OrganizationApiKeysResolver, ProcessApiKeysResolver } from './keys/ApiKeyResolver';
import { ApiKeyService, endKeysOfProcess } from './keys/ApiKeyService';
import { Authenticator } from './keys/Authenticator';
import { KeyUse } from './keys/KeyUse';
import { Peppers } from './keys/peppers';
import type { Complain } from './log';
import { mailServer } from './mail';
import { InvitationAcceptance } from './members/InvitationAcceptance';
import { InvitationResolver } from './members/InvitationResolver';
import { InvitationService } from './members/InvitationService';
import { MemberResolver } from './members/MemberResolver';
import { MemberService } from './members/MemberService';
import { PasswordCheck } from './members/PasswordCheck';
import { PasswordDigests } from './members/PasswordDigests';
import { SessionReader } from './members/SessionReader';
import { SessionResolver } from './members/SessionResolver';
import { SessionService } from './members/SessionService';
import { SignInLimits } from './members/SignInLimits';
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
  /** This server as the world calls it; asked for when it is needed, since the port may not be known before. */
  readonly publicUrl: () => string;
  readonly mail: Config['mail'];
  /** bcrypt's work factor, where it is another than that of `PasswordDigests`. */
  readonly passwordCost?: number;
}

/** Everything that knows the rules. */
export interface Services {
  readonly organizations: OrganizationService;
  readonly members: MemberService;
  readonly digests: PasswordDigests;
  readonly passwords: PasswordCheck;
  readonly sessionReader: SessionReader;
  readonly sessions: SessionService;
  readonly invitations: InvitationService;
  readonly acceptance: InvitationAcceptance;
  readonly processes: ProcessService;
  readonly apiKeys: ApiKeyService;
  readonly authenticator: Authenticator;
  readonly signingKeys: SigningKeys;
  readonly keyUse: KeyUse;
  readonly cursors: Cursors;
}

/** Makes the services of one server process. */
export function createServices(parts: ServiceParts): Services {
  const { storage, clock, catalogue, secret, previousSecrets, complain } = parts;
  const peppers = new Peppers(secret, previousSecrets);
  const cursors = new Cursors(deriveKey(secret, 'cursor'));
  const keyUse = new KeyUse(storage, complain);
  const organizations = new OrganizationService(storage, clock);
  const digests = new PasswordDigests(parts.passwordCost);
  const passwords = new PasswordCheck(storage, new SignInLimits(storage, clock, complain), digests);
  const sessionReader = new SessionReader(storage, clock, catalogue, complain);
  const sessions = new SessionService(storage, clock, sessionReader, passwords, complain);
  const post = { publicUrl: parts.publicUrl, sendMail: mailServer(parts), complain };
  return {
    organizations,
    members: new MemberService(storage, clock, cursors, catalogue),
    digests,
    passwords,
    sessionReader,
    sessions,
    invitations: new InvitationService(storage, clock, cursors, catalogue, organizations, post),
    acceptance: new InvitationAcceptance(storage, clock, passwords, sessions),
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
  const { organizations, members, sessions, invitations, acceptance, processes, apiKeys } = services;
  const resolvers = [
    new ViewerResolver(organizations, processes, sessions),
    new ScopeResolver(catalogue),
    new OrganizationResolver(organizations),
    new MemberResolver(members),
    new SessionResolver(sessions),
    new InvitationResolver(invitations, acceptance),
    new ProcessResolver(processes, organizations),
    new OrganizationProcessesResolver(processes),
    new ApiKeyResolver(apiKeys, organizations, processes),
    new OrganizationApiKeysResolver(apiKeys),
    new ProcessApiKeysResolver(apiKeys),
  ];
  const byClass = new Map<unknown, object>(resolvers.map((resolver) => [resolver.constructor, resolver]));
  return { get: (someClass) => byClass.get(someClass) };
}
