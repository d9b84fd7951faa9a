import type { ContainerType } from 'type-graphql';
import type { ScopeCatalogue } from '../access/scopes';
import { SessionReader } from '../callers/SessionReader';
import type { Clock } from '../clock';
import type { Config } from '../config';
import { ScopeResolver } from '../graphql/ScopeResolver';
import { InvitationAcceptance } from '../invitations/InvitationAcceptance';
import { InvitationResolver } from '../invitations/InvitationResolver';
import { InvitationService } from '../invitations/InvitationService';
import { sweepInvitations } from '../invitations/sweepInvitations';
import type { Job } from '../jobs/Job';
import { ApiKeyResolver, OrganizationApiKeysResolver, ProcessApiKeysResolver } from '../keys/ApiKeyResolver';
import { ApiKeyService, endKeysOfProcess } from '../keys/ApiKeyService';
import { Authenticator } from '../keys/Authenticator';
import { KeyUse } from '../keys/KeyUse';
import { Peppers } from '../keys/Peppers';
import { Cursors } from '../lists/Cursors';
import type { Complain } from '../log';
import { mailServer } from '../mail';
import { MemberResolver } from '../members/MemberResolver';
import { MemberService } from '../members/MemberService';
import { OrganizationResolver } from '../organizations/OrganizationResolver';
import { OrganizationService } from '../organizations/OrganizationService';
import { OrganizationProcessesResolver, ProcessResolver } from '../processes/ProcessResolver';
import { ProcessService } from '../processes/ProcessService';
import { deriveKey } from '../secrets';
import { PasswordCheck } from '../sessions/PasswordCheck';
import { SessionResolver } from '../sessions/SessionResolver';
import { SessionService } from '../sessions/SessionService';
import { SignInLimits } from '../sessions/SignInLimits';
import { sessionJobs } from '../sessions/sessionJobs';
import type { Storage } from '../storage/storage';
import { SigningKeys } from '../tokens/SigningKeys';
import { sweepRevokedTokens } from '../tokens/sweepRevokedTokens';
import { ViewerResolver } from '../viewer/ViewerResolver';

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
}

/** Everything that knows the rules. */
export interface Services {
  readonly organizations: OrganizationService;
  readonly members: MemberService;
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
  /** What a process that serves does again and again. */
  readonly jobs: readonly Job[];
}

/** Makes the services of one server process. */
export function createServices(parts: ServiceParts): Services {
  const { storage, clock, catalogue, secret, previousSecrets, complain } = parts;
  const peppers = new Peppers(secret, previousSecrets);
  const cursors = new Cursors(deriveKey(secret, 'cursor'));
  const keyUse = new KeyUse(storage, complain);
  const organizations = new OrganizationService(storage, clock);
  const passwords = new PasswordCheck(storage, new SignInLimits(storage, clock));
  const sessionReader = new SessionReader(storage, clock, catalogue, complain);
  const sessions = new SessionService(storage, clock, sessionReader, passwords);
  const post = { publicUrl: parts.publicUrl, sendMail: mailServer(parts), complain };
  return {
    organizations,
    members: new MemberService(storage, clock, cursors, catalogue),
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
    jobs: [keyUse, ...sessionJobs(storage), sweepRevokedTokens(storage), sweepInvitations(storage)],
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
