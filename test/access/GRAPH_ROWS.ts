import { ANY, type MatrixRow } from './MatrixRow';
import { mutation, NO_ID, organization } from './matrixOperations';

const KEYS = [['workspace.admin.api_key:manage'], ['workspace.process.api_key:manage']] as const;
const READ = [['workspace.process:read']] as const;
const USERS = [['workspace.admin.user:read']] as const;
const viaRead = ['workspace.process:read'] as const;
const viaKeys = ['workspace.admin.api_key:manage'] as const;
const viaUsers = ['workspace.admin.user:read'] as const;

const NEW_PROCESS_KEY =
  '{name: "k", processId: $process, scopes: ["workspace.process.api_key:manage"], expiresAt: "2026-12-01T00:00:00Z"}';

const entity = (type: string, variable: string, field: string): string =>
  `query ($${variable}: ID!) { _entities(representations: [{__typename: "${type}", id: $${variable}}]) { ... on ${type} { ${field} } } }`;
const ofProcess = (field: string): string => entity('Process', 'process', field);
const apiKey = (field: string): string => entity('ApiKey', 'apiKey', field);
const member = (field: string): string => entity('Member', 'member', field);
const viewer = (field: string): string => `{ viewer { ${field} } }`;

/** What callers ask of the graph: queries, nouns, pages, and the mutations of keys, processes and organizations. */
export const GRAPH_ROWS: readonly MatrixRow[] = [
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
  ...(['disableApiKey', 'enableApiKey', 'restoreApiKey'] as const).map((name) => ({
    field: `Mutation.${name}`,
    operation: mutation(`${name}(input: ${NO_ID}) { __typename }`),
    needs: KEYS,
  })),
  { field: 'Mutation.deleteApiKey', operation: mutation(`deleteApiKey(input: ${NO_ID}) { __typename }`), needs: KEYS },
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
    operation: mutation(`deleteProcess(input: ${NO_ID}) { __typename }`),
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
  { field: 'ApiKey.id', operation: apiKey('id'), needs: ANY },
  { field: 'ApiKey.name', operation: apiKey('name'), needs: KEYS },
  { field: 'ApiKey.user', operation: apiKey('user'), needs: KEYS },
  { field: 'ApiKey.organization', operation: apiKey('organization { __typename }'), needs: KEYS },
  { field: 'ApiKey.process', operation: apiKey('process { __typename }'), needs: KEYS },
  { field: 'ApiKey.scopes', operation: apiKey('scopes'), needs: KEYS },
  { field: 'ApiKey.status', operation: apiKey('status'), needs: KEYS },
  { field: 'ApiKey.expiresAt', operation: apiKey('expiresAt'), needs: KEYS },
  { field: 'ApiKey.createdAt', operation: apiKey('createdAt'), needs: KEYS },
  { field: 'ApiKey.createdBy', operation: apiKey('createdBy'), needs: KEYS },
  { field: 'ApiKey.lastUsedAt', operation: apiKey('lastUsedAt'), needs: KEYS },
  { field: 'ApiKey.createdByKey', operation: apiKey('createdByKey { __typename }'), needs: KEYS },
  { field: 'ApiKey.disabledAt', operation: apiKey('disabledAt'), needs: KEYS },
  { field: 'ApiKey.deletedAt', operation: apiKey('deletedAt'), needs: KEYS },
  { field: 'ApiKey.endReason', operation: apiKey('endReason'), needs: KEYS },
  { field: 'ApiKey.endNote', operation: apiKey('endNote'), needs: KEYS },
  { field: 'ApiKey.version', operation: apiKey('version'), needs: KEYS },
  { field: 'ApiKey.violations', operation: apiKey('violations'), needs: KEYS },
  { field: 'ApiKey.madeKeyCount', operation: apiKey('madeKeyCount'), needs: KEYS },
  { field: 'ApiKey.note', operation: apiKey('note'), needs: KEYS },
  { field: 'Member.id', operation: member('id'), needs: ANY },
  { field: 'Member.name', operation: member('name'), needs: USERS },
  { field: 'Member.email', operation: member('email'), needs: USERS },
  { field: 'Member.isEmailProved', operation: member('isEmailProved'), needs: USERS },
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
  { field: '_Service.sdl', operation: '{ _service { sdl } }', needs: 'open' },
];
