/**
 * Who may read and do what, written out by hand from the design, and not from the policy table that it checks.
 * Shape: `needs` is "or" of "and"; `[[]]` any caller; `open` nobody in particular.
 */
export interface MatrixRow {
  readonly field: string;
  /** The operation, in which the field is asked for and `__typename` stands for what is below it. */
  readonly operation: string;
  /** Scopes that the way to the field needs, beside the field's own. */
  readonly via?: readonly string[];
  /** Whether a caller that lacks the scopes does not even meet the object: the services know of none. */
  readonly isHidden?: true;
  /** The field on the way that is refused first: whoever may not see the one, does not come to the other. */
  readonly isBehind?: string;
  /** Whether it is for people who signed in: a key is refused, whatever its scopes. */
  readonly isForPeople?: true;
  readonly needs: readonly (readonly string[])[] | 'open';
}

const ANY = [[]] as const;
const KEYS = [['workspace.admin.api_key:manage'], ['workspace.process.api_key:manage']] as const;
const READ = [['workspace.process:read']] as const;
const USERS = [['workspace.admin.user:read']] as const;
const viaRead = ['workspace.process:read'] as const;
const viaKeys = ['workspace.admin.api_key:manage'] as const;
const viaUsers = ['workspace.admin.user:read'] as const;

const NEW_KEY = '{name: "k", scopes: ["workspace.admin.api_key:manage"], expiresAt: "2026-12-01T00:00:00Z"}';
const NEW_PROCESS_KEY =
  '{name: "k", processId: $process, scopes: ["workspace.process.api_key:manage"], expiresAt: "2026-12-01T00:00:00Z"}';

const entity = (type: string, variable: string, field: string): string =>
  `query ($${variable}: ID!) { _entities(representations: [{__typename: "${type}", id: $${variable}}]) { ... on ${type} { ${field} } } }`;
const organization = (field: string): string => `{ organization { ${field} } }`;
const ofProcess = (field: string): string => entity('Process', 'process', field);
const apiKey = (field: string): string => entity('ApiKey', 'apiKey', field);
const member = (field: string): string => entity('Member', 'member', field);
const viewer = (field: string): string => `{ viewer { ${field} } }`;
const mutation = (call: string): string => `mutation ($process: ID!, $apiKey: ID!) { ${call} a: __typename }`;
const createdKey = (selection: string): string => mutation(`createApiKey(input: ${NEW_KEY}) { ${selection} }`);
const INVITE = ['workspace.admin.user:invite'] as const;
const MANAGE = ['workspace.admin.user:manage'] as const;
const invitations = (selection: string): string => organization(`invitations { ${selection} }`);
const INVITED = 'inviteMember(input: {email: "eve@example.com", role: ADMIN})';
const NEW_PASSWORD = 'changePassword(input: {currentPassword: "wrong", newPassword: "short"})';
const signIn = (email: string, selection: string): string =>
  `mutation { signIn(input: {email: "${email}", password: "wrong"}) { ${selection} } a: __typename }`;
const accept = (selection: string): string =>
  `mutation { acceptInvitation(input: {token: "none", password: "none"}) { ${selection} } a: __typename }`;
const IDS = '{id: "00000000000000000000000000000000"}';

function offer(field: string): string {
  return `{ invitation(token: "none") { ${field} } }`;
}

/** A mutation for people alone, or a field of its payload. */
function forPeople(name: string, selection: string, call: string): MatrixRow {
  const [field = ''] = selection.split(' ');
  const payload = `${name.charAt(0).toUpperCase()}${name.slice(1)}Payload`;
  return {
    field: field === '__typename' ? `Mutation.${name}` : `${payload}.${field}`,
    operation: `mutation { ${call} a: __typename }`,
    isForPeople: true,
    needs: ANY,
  };
}

/** Every field of the schema. */
export const MATRIX: readonly MatrixRow[] = [
  { field: 'Query.viewer', operation: '{ viewer { __typename } }', needs: ANY },
  { field: 'Query.organization', operation: '{ organization { __typename } }', needs: ANY },
  {
    field: 'Query.process',
    operation: 'query ($process: ID!) { process(id: $process) { __typename } }',
    needs: READ,
  },
  { field: 'Query.processes', operation: '{ processes { __typename } }', needs: READ },
  { field: 'Query.apiKey', operation: 'query ($apiKey: ID!) { apiKey(id: $apiKey) { __typename } }', needs: KEYS },
  { field: 'Query.apiKeys', operation: '{ apiKeys { __typename } }', needs: KEYS },
  { field: 'Query.scopes', operation: '{ scopes { __typename } }', needs: ANY },
  {
    field: 'Query.requiredScopes',
    operation: '{ requiredScopes(document: "{ __typename }") { __typename } }',
    needs: ANY,
  },
  { field: 'Query._service', operation: '{ _service { __typename } }', needs: 'open' },
  { field: 'Query._entities', operation: entity('Organization', 'organization', '__typename'), needs: ANY },
  {
    field: 'Mutation.createApiKey',
    operation: mutation(`createApiKey(input: ${NEW_PROCESS_KEY}) { __typename }`),
    needs: KEYS,
  },
  {
    field: 'Mutation.updateApiKey',
    operation: mutation('updateApiKey(input: {id: $apiKey, name: "x"}) { __typename }'),
    needs: KEYS,
  },
  { field: 'Mutation.deleteApiKey', operation: mutation(`deleteApiKey(input: ${IDS}) { __typename }`), needs: KEYS },
  {
    field: 'Mutation.createProcess',
    operation: mutation('createProcess(input: {name: "p"}) { __typename }'),
    needs: [['workspace.process:create'], ['workspace.admin.process:manage']],
  },
  {
    field: 'Mutation.updateProcess',
    operation: mutation('updateProcess(input: {id: $process, name: "p"}) { __typename }'),
    needs: [['workspace.process:update'], ['workspace.admin.process:manage']],
  },
  {
    field: 'Mutation.deleteProcess',
    operation: mutation(`deleteProcess(input: ${IDS}) { __typename }`),
    needs: [['workspace.process:delete'], ['workspace.admin.process:manage']],
  },
  {
    field: 'Mutation.updateOrganization',
    operation: mutation('updateOrganization(input: {name: "Acme"}) { __typename }'),
    needs: [['workspace.admin.organization:manage']],
  },
  { field: 'Viewer.email', operation: viewer('email'), needs: ANY },
  { field: 'Viewer.memberId', operation: viewer('memberId'), needs: ANY },
  { field: 'Viewer.memberships', operation: viewer('memberships { __typename }'), needs: ANY },
  { field: 'Membership.organizationId', operation: viewer('memberships { organizationId }'), needs: ANY },
  { field: 'Membership.organizationName', operation: viewer('memberships { organizationName }'), needs: ANY },
  { field: 'Membership.role', operation: viewer('memberships { role }'), needs: ANY },
  { field: 'Membership.isCurrent', operation: viewer('memberships { isCurrent }'), needs: ANY },
  { field: 'Viewer.kind', operation: viewer('kind'), needs: ANY },
  { field: 'Viewer.name', operation: viewer('name'), needs: ANY },
  { field: 'Viewer.scopes', operation: viewer('scopes'), needs: ANY },
  { field: 'Viewer.expiresAt', operation: viewer('expiresAt'), needs: ANY },
  { field: 'Viewer.apiKeyId', operation: viewer('apiKeyId'), needs: ANY },
  { field: 'Viewer.organization', operation: viewer('organization { __typename }'), needs: ANY },
  { field: 'Viewer.process', operation: viewer('process { __typename }'), needs: ANY },
  { field: 'Organization.id', operation: organization('id'), needs: ANY },
  { field: 'Organization.name', operation: organization('name'), needs: ANY },
  { field: 'Organization.createdAt', operation: organization('createdAt'), needs: ANY },
  { field: 'Organization.processes', operation: organization('processes { __typename }'), needs: READ },
  {
    field: 'Organization.apiKeys',
    operation: organization('apiKeys { __typename }'),
    needs: [['workspace.admin.api_key:manage']],
  },
  { field: 'Organization.members', operation: organization('members { __typename }'), needs: USERS },
  { field: 'Process.id', operation: ofProcess('id'), needs: ANY },
  { field: 'Process.name', operation: ofProcess('name'), needs: READ },
  { field: 'Process.type', operation: ofProcess('type'), needs: READ },
  { field: 'Process.status', operation: ofProcess('status'), needs: READ },
  { field: 'Process.createdAt', operation: ofProcess('createdAt'), needs: READ },
  { field: 'Process.updatedAt', operation: ofProcess('updatedAt'), needs: READ },
  { field: 'Process.organization', operation: ofProcess('organization { __typename }'), needs: ANY },
  { field: 'Process.apiKeys', operation: ofProcess('apiKeys { __typename }'), needs: KEYS },
  { field: 'ApiKey.id', operation: apiKey('id'), needs: KEYS, isHidden: true },
  { field: 'ApiKey.name', operation: apiKey('name'), needs: KEYS, isHidden: true },
  { field: 'ApiKey.user', operation: apiKey('user'), needs: KEYS, isHidden: true },
  { field: 'ApiKey.organization', operation: apiKey('organization { __typename }'), needs: KEYS, isHidden: true },
  { field: 'ApiKey.process', operation: apiKey('process { __typename }'), needs: KEYS, isHidden: true },
  { field: 'ApiKey.scopes', operation: apiKey('scopes'), needs: KEYS, isHidden: true },
  { field: 'ApiKey.status', operation: apiKey('status'), needs: KEYS, isHidden: true },
  { field: 'ApiKey.expiresAt', operation: apiKey('expiresAt'), needs: KEYS, isHidden: true },
  { field: 'ApiKey.createdAt', operation: apiKey('createdAt'), needs: KEYS, isHidden: true },
  { field: 'ApiKey.createdBy', operation: apiKey('createdBy'), needs: KEYS, isHidden: true },
  { field: 'ApiKey.lastUsedAt', operation: apiKey('lastUsedAt'), needs: KEYS, isHidden: true },
  { field: 'Member.id', operation: member('id'), needs: ANY },
  { field: 'Member.name', operation: member('name'), needs: USERS },
  { field: 'Member.email', operation: member('email'), needs: USERS },
  { field: 'Member.role', operation: member('role'), needs: USERS },
  { field: 'Member.createdAt', operation: member('createdAt'), needs: USERS },
  { field: 'Scope.name', operation: '{ scopes { name } }', needs: ANY },
  { field: 'Scope.title', operation: '{ scopes { title } }', needs: ANY },
  { field: 'Scope.description', operation: '{ scopes { description } }', needs: ANY },
  { field: 'Scope.group', operation: '{ scopes { group } }', needs: ANY },
  { field: 'Scope.grantableTo', operation: '{ scopes { grantableTo } }', needs: ANY },
  { field: 'Scope.grantable', operation: '{ scopes { grantable } }', needs: ANY },
  { field: 'RequiredScopes.anyOf', operation: '{ requiredScopes(document: "{ __typename }") { anyOf } }', needs: ANY },
  { field: 'ProcessConnection.edges', operation: '{ processes { edges { __typename } } }', via: viaRead, needs: ANY },
  {
    field: 'ProcessConnection.pageInfo',
    operation: '{ processes { pageInfo { __typename } } }',
    via: viaRead,
    needs: ANY,
  },
  { field: 'ProcessConnection.totalCount', operation: '{ processes { totalCount } }', via: viaRead, needs: ANY },
  {
    field: 'ProcessEdge.node',
    operation: '{ processes { edges { node { __typename } } } }',
    via: viaRead,
    needs: ANY,
  },
  { field: 'ProcessEdge.cursor', operation: '{ processes { edges { cursor } } }', via: viaRead, needs: ANY },
  { field: 'ApiKeyConnection.edges', operation: '{ apiKeys { edges { __typename } } }', via: viaKeys, needs: ANY },
  {
    field: 'ApiKeyConnection.pageInfo',
    operation: '{ apiKeys { pageInfo { __typename } } }',
    via: viaKeys,
    needs: ANY,
  },
  { field: 'ApiKeyConnection.totalCount', operation: '{ apiKeys { totalCount } }', via: viaKeys, needs: ANY },
  { field: 'ApiKeyEdge.node', operation: '{ apiKeys { edges { node { __typename } } } }', via: viaKeys, needs: ANY },
  { field: 'ApiKeyEdge.cursor', operation: '{ apiKeys { edges { cursor } } }', via: viaKeys, needs: ANY },
  {
    field: 'MemberConnection.edges',
    operation: organization('members { edges { __typename } }'),
    via: viaUsers,
    needs: ANY,
  },
  {
    field: 'MemberConnection.pageInfo',
    operation: organization('members { pageInfo { __typename } }'),
    via: viaUsers,
    needs: ANY,
  },
  {
    field: 'MemberConnection.totalCount',
    operation: organization('members { totalCount }'),
    via: viaUsers,
    needs: ANY,
  },
  {
    field: 'MemberEdge.node',
    operation: organization('members { edges { node { __typename } } }'),
    via: viaUsers,
    needs: ANY,
  },
  {
    field: 'MemberEdge.cursor',
    operation: organization('members { edges { cursor } }'),
    via: viaUsers,
    needs: ANY,
  },
  {
    field: 'PageInfo.hasNextPage',
    operation: '{ processes { pageInfo { hasNextPage } } }',
    via: viaRead,
    needs: ANY,
  },
  {
    field: 'PageInfo.hasPreviousPage',
    operation: '{ processes { pageInfo { hasPreviousPage } } }',
    via: viaRead,
    needs: ANY,
  },
  {
    field: 'PageInfo.startCursor',
    operation: '{ processes { pageInfo { startCursor } } }',
    via: viaRead,
    needs: ANY,
  },
  { field: 'PageInfo.endCursor', operation: '{ processes { pageInfo { endCursor } } }', via: viaRead, needs: ANY },
  { field: 'CreateApiKeyPayload.apiKey', operation: createdKey('apiKey { __typename }'), via: viaKeys, needs: ANY },
  { field: 'CreateApiKeyPayload.secret', operation: createdKey('secret { __typename }'), via: viaKeys, needs: ANY },
  {
    field: 'CreateApiKeyPayload.userErrors',
    operation: createdKey('userErrors { __typename }'),
    via: viaKeys,
    needs: ANY,
  },
  { field: 'ApiKeySecret.value', operation: createdKey('secret { value }'), via: viaKeys, needs: ANY },
  { field: 'ApiKeySecret.user', operation: createdKey('secret { user }'), via: viaKeys, needs: ANY },
  { field: 'ApiKeySecret.pass', operation: createdKey('secret { pass }'), via: viaKeys, needs: ANY },
  {
    field: 'UpdateApiKeyPayload.apiKey',
    operation: mutation('updateApiKey(input: {id: $apiKey}) { apiKey { __typename } }'),
    via: viaKeys,
    needs: ANY,
  },
  {
    field: 'UpdateApiKeyPayload.userErrors',
    operation: mutation('updateApiKey(input: {id: $apiKey}) { userErrors { __typename } }'),
    via: viaKeys,
    needs: ANY,
  },
  {
    field: 'DeleteApiKeyPayload.deletedApiKeyId',
    operation: mutation(`deleteApiKey(input: ${IDS}) { deletedApiKeyId }`),
    via: viaKeys,
    needs: ANY,
  },
  {
    field: 'DeleteApiKeyPayload.userErrors',
    operation: mutation(`deleteApiKey(input: ${IDS}) { userErrors { __typename } }`),
    via: viaKeys,
    needs: ANY,
  },
  {
    field: 'CreateProcessPayload.process',
    operation: mutation('createProcess(input: {name: "p"}) { process { __typename } }'),
    via: ['workspace.process:create'],
    needs: ANY,
  },
  {
    field: 'CreateProcessPayload.userErrors',
    operation: mutation('createProcess(input: {name: "p"}) { userErrors { __typename } }'),
    via: ['workspace.process:create'],
    needs: ANY,
  },
  {
    field: 'UpdateProcessPayload.process',
    operation: mutation('updateProcess(input: {id: $process}) { process { __typename } }'),
    via: ['workspace.process:update'],
    needs: ANY,
  },
  {
    field: 'UpdateProcessPayload.userErrors',
    operation: mutation('updateProcess(input: {id: $process}) { userErrors { __typename } }'),
    via: ['workspace.process:update'],
    needs: ANY,
  },
  {
    field: 'DeleteProcessPayload.deletedProcessId',
    operation: mutation(`deleteProcess(input: ${IDS}) { deletedProcessId }`),
    via: ['workspace.process:delete'],
    needs: ANY,
  },
  {
    field: 'DeleteProcessPayload.userErrors',
    operation: mutation(`deleteProcess(input: ${IDS}) { userErrors { __typename } }`),
    via: ['workspace.process:delete'],
    needs: ANY,
  },
  {
    field: 'UpdateOrganizationPayload.organization',
    operation: mutation('updateOrganization(input: {name: "Acme"}) { organization { __typename } }'),
    via: ['workspace.admin.organization:manage'],
    needs: ANY,
  },
  {
    field: 'UpdateOrganizationPayload.userErrors',
    operation: mutation('updateOrganization(input: {name: "Acme"}) { userErrors { __typename } }'),
    via: ['workspace.admin.organization:manage'],
    needs: ANY,
  },
  { field: 'Query.isSignedIn', operation: '{ isSignedIn }', needs: 'open' },
  { field: 'Query.invitation', operation: offer('__typename'), needs: 'open' },
  // Nobody is offered anything here: what an offer shows, test/invitations/invitations.test.ts tells.
  { field: 'InvitationOffer.organizationName', operation: offer('organizationName'), needs: 'open' },
  { field: 'InvitationOffer.email', operation: offer('email'), needs: 'open' },
  { field: 'InvitationOffer.role', operation: offer('role'), needs: 'open' },
  { field: 'InvitationOffer.expiresAt', operation: offer('expiresAt'), needs: 'open' },
  { field: 'Mutation.signIn', operation: signIn('a@example.com', '__typename'), needs: 'open' },
  { field: 'SignInPayload.expiresAt', operation: signIn('b@example.com', 'expiresAt'), needs: 'open' },
  { field: 'SignInPayload.userErrors', operation: signIn('c@example.com', 'userErrors { __typename }'), needs: 'open' },
  { field: 'Mutation.acceptInvitation', operation: accept('__typename'), needs: 'open' },
  { field: 'AcceptInvitationPayload.expiresAt', operation: accept('expiresAt'), needs: 'open' },
  { field: 'AcceptInvitationPayload.userErrors', operation: accept('userErrors { __typename }'), needs: 'open' },
  { field: 'UserError.code', operation: accept('userErrors { code }'), needs: 'open' },
  { field: 'UserError.message', operation: accept('userErrors { message }'), needs: 'open' },
  { field: 'UserError.path', operation: accept('userErrors { path }'), needs: 'open' },
  ...['__typename', 'isSignedOut', 'userErrors { __typename }'].map((selection) =>
    forPeople('signOut', selection, `signOut { ${selection} }`),
  ),
  ...['__typename', 'organizationId', 'userErrors { __typename }'].map((selection) =>
    forPeople('switchOrganization', selection, `switchOrganization(input: {organizationId: "x"}) { ${selection} }`),
  ),
  ...['__typename', 'expiresAt', 'userErrors { __typename }'].map((selection) =>
    forPeople('changePassword', selection, `${NEW_PASSWORD} { ${selection} }`),
  ),
  { field: 'Organization.invitations', operation: invitations('__typename'), needs: [INVITE] },
  { field: 'InvitationConnection.edges', operation: invitations('edges { __typename }'), via: INVITE, needs: ANY },
  {
    field: 'InvitationConnection.pageInfo',
    operation: invitations('pageInfo { __typename }'),
    via: INVITE,
    needs: ANY,
  },
  { field: 'InvitationConnection.totalCount', operation: invitations('totalCount'), via: INVITE, needs: ANY },
  { field: 'InvitationEdge.node', operation: invitations('edges { node { __typename } }'), via: INVITE, needs: ANY },
  { field: 'InvitationEdge.cursor', operation: invitations('edges { cursor }'), via: INVITE, needs: ANY },
  // Whoever may not see them, does not come to them: the list is refused, with the same need.
  ...['id', 'email', 'role', 'createdBy', 'createdAt', 'expiresAt'].map((field) => ({
    field: `Invitation.${field}`,
    operation: invitations(`edges { node { ${field} } }`),
    isBehind: 'invitations',
    needs: [INVITE],
  })),
  { field: 'Mutation.inviteMember', operation: mutation(`${INVITED} { __typename }`), needs: [INVITE] },
  {
    field: 'InviteMemberPayload.invitation',
    operation: mutation(`${INVITED} { invitation { __typename } }`),
    via: INVITE,
    needs: ANY,
  },
  { field: 'InviteMemberPayload.link', operation: mutation(`${INVITED} { link }`), via: INVITE, needs: ANY },
  {
    field: 'InviteMemberPayload.userErrors',
    operation: mutation(`${INVITED} { userErrors { __typename } }`),
    via: INVITE,
    needs: ANY,
  },
  {
    field: 'Mutation.deleteInvitation',
    operation: mutation(`deleteInvitation(input: ${IDS}) { __typename }`),
    needs: [INVITE],
  },
  {
    field: 'DeleteInvitationPayload.deletedInvitationId',
    operation: mutation(`deleteInvitation(input: ${IDS}) { deletedInvitationId }`),
    via: INVITE,
    needs: ANY,
  },
  {
    field: 'DeleteInvitationPayload.userErrors',
    operation: mutation(`deleteInvitation(input: ${IDS}) { userErrors { __typename } }`),
    via: INVITE,
    needs: ANY,
  },
  {
    field: 'Mutation.updateMember',
    operation: mutation(`updateMember(input: ${IDS}) { __typename }`),
    needs: [MANAGE],
  },
  {
    field: 'UpdateMemberPayload.member',
    operation: mutation(`updateMember(input: ${IDS}) { member { __typename } }`),
    via: MANAGE,
    needs: ANY,
  },
  {
    field: 'UpdateMemberPayload.userErrors',
    operation: mutation(`updateMember(input: ${IDS}) { userErrors { __typename } }`),
    via: MANAGE,
    needs: ANY,
  },
  {
    field: 'Mutation.removeMember',
    operation: mutation(`removeMember(input: ${IDS}) { __typename }`),
    needs: [MANAGE],
  },
  {
    field: 'RemoveMemberPayload.removedMemberId',
    operation: mutation(`removeMember(input: ${IDS}) { removedMemberId }`),
    via: MANAGE,
    needs: ANY,
  },
  {
    field: 'RemoveMemberPayload.userErrors',
    operation: mutation(`removeMember(input: ${IDS}) { userErrors { __typename } }`),
    via: MANAGE,
    needs: ANY,
  },
  { field: '_Service.sdl', operation: '{ _service { sdl } }', needs: 'open' },
];
