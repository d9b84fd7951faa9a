import { anyOf, known, type Need, needs, open } from './Need';
import { SCOPE } from './SHIPPED_SCOPES';

const manageKeys = anyOf(needs(SCOPE.keysManage), needs(SCOPE.processKeysManage));
const readProcesses = needs(SCOPE.processRead);

/** Stands for every type that only wraps others, unless the type has lines of its own. */
const WRAPPER = '(wrapper)';
const WRAPPER_NAME = /^(?:\w+(?:Connection|Edge|Payload)|PageInfo)$/;

/** The needs of one type: a line for every field, or one line, `'*'`, for all of them. */
export type TypePolicy = Readonly<Record<string, Need>>;

/** The law: type → field → need. */
export type Policy = Readonly<Record<string, TypePolicy>>;

/**
 * The scopes that every field needs, and no other place says so. A field without a line, or a line
 * without a field, stops the server at start. Services and reference resolvers check the organization and the process of
 * each row, so two layers must fail before anything leaks.
 * Source: decision 001.
 */
export const policy: Policy = {
  Query: {
    viewer: known,
    organization: known,
    process: readProcesses,
    processes: readProcesses,
    apiKey: manageKeys,
    apiKeys: manageKeys,
    scopes: known,
    requiredScopes: known,
    // A page has to know whether to ask for a password.
    isSignedIn: open,
    // The holder of an invitation's token is no caller yet.
    invitation: open,
    // A gateway composes before it has a caller; the setting INTROSPECTION closes this root (graphql/requestChecks.ts).
    _service: open,
    // The needs of the entities' own fields decide what a representation shows.
    _entities: known,
  },
  Mutation: {
    createApiKey: manageKeys,
    updateApiKey: manageKeys,
    deleteApiKey: manageKeys,
    createProcess: anyOf(needs(SCOPE.processCreate), needs(SCOPE.processesManage)),
    updateProcess: anyOf(needs(SCOPE.processUpdate), needs(SCOPE.processesManage)),
    deleteProcess: anyOf(needs(SCOPE.processDelete), needs(SCOPE.processesManage)),
    updateOrganization: needs(SCOPE.organizationManage),
    // How a person becomes a caller; limited by sessions/SignInLimits.ts, and closed to pages of other sites.
    signIn: open,
    acceptInvitation: open,
    // For people alone, whatever their scopes; the service refuses keys (decision 039).
    signOut: known,
    switchOrganization: known,
    changePassword: known,
    inviteMember: needs(SCOPE.usersInvite),
    deleteInvitation: needs(SCOPE.usersInvite),
    updateMember: needs(SCOPE.usersManage),
    removeMember: needs(SCOPE.usersManage),
  },
  Viewer: { '*': known },
  Membership: { '*': known },
  Organization: {
    id: known,
    name: known,
    createdAt: known,
    processes: readProcesses,
    apiKeys: needs(SCOPE.keysManage),
    members: needs(SCOPE.usersRead),
    invitations: needs(SCOPE.usersInvite),
  },
  Process: {
    // A caller that sees a key, or has a reference of another subgraph, may see which process it is.
    id: known,
    organization: known,
    name: readProcesses,
    type: readProcesses,
    status: readProcesses,
    createdAt: readProcesses,
    updatedAt: readProcesses,
    apiKeys: manageKeys,
  },
  ApiKey: { '*': manageKeys },
  Member: {
    // Another subgraph may refer to a member. The id tells nothing of the person.
    id: known,
    name: needs(SCOPE.usersRead),
    email: needs(SCOPE.usersRead),
    role: needs(SCOPE.usersRead),
    createdAt: needs(SCOPE.usersRead),
  },
  Invitation: { '*': needs(SCOPE.usersInvite) },
  InvitationOffer: { '*': open },
  Scope: { '*': known },
  RequiredScopes: { '*': known },
  ApiKeySecret: { '*': known },
  // These tell somebody who is no caller yet whether signing in worked, and why not.
  SignInPayload: { '*': open },
  AcceptInvitationPayload: { '*': open },
  UserError: { '*': open },
  // What only wraps other things: every other connection, edge and payload, and PageInfo.
  [WRAPPER]: { '*': known },
  // The subgraph's own description; reached through Query._service alone.
  _Service: { '*': open },
};

/** The line that decides a field, if there is one. */
export function needOf(table: Policy, typeName: string, fieldName: string): Need | undefined {
  const lines = table[typeName] ?? (WRAPPER_NAME.test(typeName) ? table[WRAPPER] : undefined);
  return lines?.[fieldName] ?? lines?.['*'];
}
