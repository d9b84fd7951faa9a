import { anyOf, known, type Need, needs, open } from './Need';
import { type Policy, type TypePolicy, WRAPPERS } from './needOf';
import { SCOPE } from './SHIPPED_SCOPES';

const manageKeys = anyOf(needs(SCOPE.keysManage), needs(SCOPE.processKeysManage));
const readKeyPolicy = anyOf(manageKeys, needs(SCOPE.organizationManage));
const rotateKeys = anyOf(manageKeys, needs(SCOPE.rotateSelf));
const readAudit = needs(SCOPE.auditRead);
const readUse = anyOf(manageKeys, readAudit);
const manageWebhooks = needs(SCOPE.webhookManage);
const readProcesses = needs(SCOPE.processRead);

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
    keyPolicyImpact: needs(SCOPE.organizationManage),
    webhookRedeliveryCount: manageWebhooks,
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
    narrowApiKey: manageKeys,
    deleteApiKey: manageKeys,
    disableApiKey: manageKeys,
    enableApiKey: manageKeys,
    restoreApiKey: manageKeys,
    // A key with that scope rotates itself alone (rotations/rotatableKey.ts).
    rotateApiKey: rotateKeys,
    finishRotation: rotateKeys,
    cancelRotation: rotateKeys,
    createProcess: anyOf(needs(SCOPE.processCreate), needs(SCOPE.processesManage)),
    updateProcess: anyOf(needs(SCOPE.processUpdate), needs(SCOPE.processesManage)),
    deleteProcess: anyOf(needs(SCOPE.processDelete), needs(SCOPE.processesManage)),
    updateOrganization: needs(SCOPE.organizationManage),
    updateKeyPolicy: needs(SCOPE.organizationManage),
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
    ...each(manageWebhooks, 'createWebhook', 'updateWebhook', 'deleteWebhook', 'rotateWebhookSecret', 'testWebhook'),
    redeliverWebhook: manageWebhooks,
  },
  Viewer: {
    ...each(known, 'kind', 'name', 'email', 'scopes', 'expiresAt', 'apiKeyId', 'memberId'),
    ...each(known, 'organization', 'process', 'memberships'),
  },
  Membership: each(known, 'organizationId', 'organizationName', 'role', 'isCurrent'),
  Organization: {
    id: known,
    name: known,
    createdAt: known,
    processes: readProcesses,
    // Keys of the organization itself are among them. A caller for keys of processes has Query.apiKeys, which leaves those
    // out for it, and Process.apiKeys.
    apiKeys: needs(SCOPE.keysManage),
    // Who makes keys has to know what they are asked for.
    keyPolicy: readKeyPolicy,
    usage: readAudit,
    members: needs(SCOPE.usersRead),
    invitations: needs(SCOPE.usersInvite),
    auditEvents: readAudit,
    webhooks: manageWebhooks,
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
    auditEvents: readAudit,
    usage: readAudit,
  },
  ApiKey: {
    // Another subgraph may refer to a key, as to a process. The id opens nothing.
    id: known,
    ...each(manageKeys, 'name', 'user', 'status', 'scopes', 'organization', 'process'),
    ...each(manageKeys, 'createdAt', 'createdBy', 'createdByKey', 'expiresAt', 'lastUsedAt'),
    ...each(manageKeys, 'disabledAt', 'deletedAt', 'endReason', 'endNote', 'note', 'version', 'secrets'),
    ...each(manageKeys, 'violations', 'madeKeyCount'),
    auditEvents: readAudit,
    usage: readUse,
  },
  ApiKeyUsage: {
    ...each(readUse, 'from', 'to', 'requests', 'refused', 'failed', 'cost', 'firstUsedAt', 'lastUsedAt'),
    ...each(readUse, 'recordedSince', 'gaps', 'series', 'operations', 'networks', 'fields', 'scopes'),
  },
  Usage: {
    ...each(readAudit, 'from', 'to', 'requests', 'refused', 'failed', 'cost', 'firstUsedAt', 'lastUsedAt'),
    ...each(readAudit, 'recordedSince', 'gaps', 'series', 'operations', 'networks', 'keys'),
  },
  UsageGap: each(readUse, 'from', 'to', 'reason'),
  UsagePoint: each(readUse, 'from', 'requests', 'refused', 'failed', 'cost'),
  OperationUse: each(readUse, 'name', 'signature', 'requests', 'refused', 'failed', 'cost', 'lastUsedAt'),
  NetworkUse: each(readUse, 'network', 'userAgents', 'requests', 'firstUsedAt', 'lastUsedAt'),
  FieldUse: each(readUse, 'coordinate', 'requests', 'lastUsedAt'),
  ScopeUse: each(readUse, 'scope', 'evidence', 'lastUsedAt', 'requests'),
  KeyUsage: each(readAudit, 'apiKey', 'requests'),
  KeyPolicy: {
    ...each(readKeyPolicy, 'maxLifetimeDays', 'defaultLifetimeDays', 'grantableScopes', 'allowsAllScopes'),
    ...each(readKeyPolicy, 'maxKeysPerOwner', 'requiresNote', 'disableUnusedAfterDays', 'noticeDays', 'onSecretReuse'),
    ...each(readKeyPolicy, 'enforcedFrom', 'updatedAt', 'updatedBy', 'version'),
  },
  KeyPolicyImpact: each(needs(SCOPE.organizationManage), 'affectedCount', 'keys'),
  AffectedApiKey: each(needs(SCOPE.organizationManage), 'apiKey', 'violations', 'lastUsedAt', 'requestsLast7Days'),
  AuditEvent: {
    ...each(readAudit, 'id', 'sequence', 'at', 'type', 'severity', 'outcome', 'summary', 'actor', 'target', 'changes'),
    ...each(readAudit, 'codes', 'address', 'userAgent', 'requestId'),
  },
  Webhook: {
    ...each(manageWebhooks, 'id', 'url', 'types', 'description', 'state', 'failingSince', 'createdAt', 'deliveries'),
  },
  WebhookDelivery: {
    ...each(manageWebhooks, 'id', 'eventId', 'type', 'sequence', 'attempt', 'at', 'status', 'outcome', 'failure'),
    ...each(manageWebhooks, 'durationMs', 'responseBody', 'nextAttemptAt'),
  },
  EventActor: each(readAudit, 'kind', 'id', 'name'),
  EventTarget: each(readAudit, 'type', 'id', 'name'),
  EventChange: each(readAudit, 'field', 'before', 'after'),
  Member: {
    // Another subgraph may refer to a member. The id tells nothing of the person.
    id: known,
    name: needs(SCOPE.usersRead),
    email: needs(SCOPE.usersRead),
    isEmailProved: needs(SCOPE.usersRead),
    role: needs(SCOPE.usersRead),
    createdAt: needs(SCOPE.usersRead),
  },
  Invitation: each(needs(SCOPE.usersInvite), 'id', 'email', 'role', 'createdAt', 'createdBy', 'expiresAt'),
  // Reached through Query.invitation alone, whose argument is the secret of the link.
  InvitationOffer: each(open, 'organizationName', 'email', 'role', 'expiresAt'),
  Scope: each(known, 'name', 'title', 'description', 'group', 'grantable', 'grantableTo'),
  RequiredScopes: { anyOf: known },
  ApiKeySecretInfo: {
    ...each(manageKeys, 'number', 'state', 'createdAt', 'firstUsedAt', 'lastUsedAt', 'worksUntil', 'reuseCount'),
    users: manageKeys,
  },
  SecretUser: each(manageKeys, 'address', 'userAgent', 'operation', 'lastSeenAt'),
  // Reached through mutations that make a secret, whose needs decide.
  ApiKeySecret: each(known, 'user', 'pass', 'value', 'number', 'expiresAt'),
  // These tell somebody who is no caller yet whether signing in worked, and why not.
  SignInPayload: each(open, 'expiresAt', 'userErrors'),
  AcceptInvitationPayload: each(open, 'expiresAt', 'userErrors'),
  UserError: each(open, 'code', 'message', 'path'),
  PageInfo: each(known, 'startCursor', 'endCursor', 'hasNextPage', 'hasPreviousPage'),
  [WRAPPERS.Connection]: each(known, 'edges', 'pageInfo', 'totalCount'),
  [WRAPPERS.Edge]: each(known, 'node', 'cursor'),
  // What a mutation changed is a type with lines of its own, and those decide.
  [WRAPPERS.Payload]: each(
    known,
    'userErrors',
    'apiKey',
    'keyPolicy',
    'process',
    'organization',
    'invitation',
    'member',
    'webhook',
  ),
  // What a payload says by itself is listed payload by payload. The mutation's need decides.
  CreateApiKeyPayload: each(known, 'secret', 'isReplay'),
  RotateApiKeyPayload: { secret: known },
  NarrowApiKeyPayload: { removedScopes: known },
  ChangePasswordPayload: each(known, 'expiresAt', 'endedInvitationCount', 'workingApiKeyCount'),
  SwitchOrganizationPayload: { organizationId: known },
  SignOutPayload: { isSignedOut: known },
  InviteMemberPayload: { link: known },
  DisableApiKeyPayload: { affectedCount: known },
  EnableApiKeyPayload: each(known, 'affectedCount', 'secret'),
  DeleteApiKeyPayload: each(known, 'affectedCount', 'deletedApiKeyId'),
  RestoreApiKeyPayload: { affectedCount: known },
  DeleteProcessPayload: { deletedProcessId: known },
  DeleteInvitationPayload: { deletedInvitationId: known },
  CreateWebhookPayload: { secret: known },
  DeleteWebhookPayload: { deletedWebhookId: known },
  RotateWebhookSecretPayload: each(known, 'secret', 'earlierSecretUntil'),
  RedeliverWebhookPayload: { eventCount: known },
  RemoveMemberPayload: { removedMemberId: known },
  // The subgraph's own description; reached through Query._service alone.
  _Service: { '*': open },
};

/** One need for each of these fields. */
function each(need: Need, ...fieldNames: string[]): TypePolicy {
  return Object.fromEntries(fieldNames.map((fieldName) => [fieldName, need]));
}
