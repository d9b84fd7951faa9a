import { ANY, type MatrixRow } from './MatrixRow';
import { mutation, NO_ID } from './matrixOperations';

const viaKeys = ['workspace.admin.api_key:manage'] as const;
const NEW_KEY = '{name: "k", scopes: ["workspace.admin.api_key:manage"], expiresAt: "2026-12-01T00:00:00Z"}';
const ended = (name: string, selection: string): string => mutation(`${name}(input: ${NO_ID}) { ${selection} }`);
const createdKey = (selection: string): string => mutation(`createApiKey(input: ${NEW_KEY}) { ${selection} }`);

/** The payloads of the mutations of keys, processes and organizations. */
export const PAYLOAD_ROWS: readonly MatrixRow[] = [
  { field: 'CreateApiKeyPayload.apiKey', operation: createdKey('apiKey { __typename }'), via: viaKeys, needs: ANY },
  { field: 'CreateApiKeyPayload.secret', operation: createdKey('secret { __typename }'), via: viaKeys, needs: ANY },
  { field: 'CreateApiKeyPayload.isReplay', operation: createdKey('isReplay'), via: viaKeys, needs: ANY },
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
    operation: mutation(`deleteApiKey(input: ${NO_ID}) { deletedApiKeyId }`),
    via: viaKeys,
    needs: ANY,
  },
  {
    field: 'DeleteApiKeyPayload.userErrors',
    operation: mutation(`deleteApiKey(input: ${NO_ID}) { userErrors { __typename } }`),
    via: viaKeys,
    needs: ANY,
  },
  {
    field: 'DeleteApiKeyPayload.apiKey',
    operation: ended('deleteApiKey', 'apiKey { __typename }'),
    via: viaKeys,
    needs: ANY,
  },
  {
    field: 'DeleteApiKeyPayload.affectedCount',
    operation: ended('deleteApiKey', 'affectedCount'),
    via: viaKeys,
    needs: ANY,
  },
  {
    field: 'DisableApiKeyPayload.apiKey',
    operation: ended('disableApiKey', 'apiKey { __typename }'),
    via: viaKeys,
    needs: ANY,
  },
  {
    field: 'DisableApiKeyPayload.affectedCount',
    operation: ended('disableApiKey', 'affectedCount'),
    via: viaKeys,
    needs: ANY,
  },
  {
    field: 'DisableApiKeyPayload.userErrors',
    operation: ended('disableApiKey', 'userErrors { __typename }'),
    via: viaKeys,
    needs: ANY,
  },
  {
    field: 'EnableApiKeyPayload.apiKey',
    operation: ended('enableApiKey', 'apiKey { __typename }'),
    via: viaKeys,
    needs: ANY,
  },
  {
    field: 'EnableApiKeyPayload.affectedCount',
    operation: ended('enableApiKey', 'affectedCount'),
    via: viaKeys,
    needs: ANY,
  },
  {
    field: 'EnableApiKeyPayload.secret',
    operation: ended('enableApiKey', 'secret { __typename }'),
    via: viaKeys,
    needs: ANY,
  },
  {
    field: 'EnableApiKeyPayload.userErrors',
    operation: ended('enableApiKey', 'userErrors { __typename }'),
    via: viaKeys,
    needs: ANY,
  },
  {
    field: 'RestoreApiKeyPayload.apiKey',
    operation: ended('restoreApiKey', 'apiKey { __typename }'),
    via: viaKeys,
    needs: ANY,
  },
  {
    field: 'RestoreApiKeyPayload.affectedCount',
    operation: ended('restoreApiKey', 'affectedCount'),
    via: viaKeys,
    needs: ANY,
  },
  {
    field: 'RestoreApiKeyPayload.userErrors',
    operation: ended('restoreApiKey', 'userErrors { __typename }'),
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
    operation: mutation(`deleteProcess(input: ${NO_ID}) { deletedProcessId }`),
    via: ['workspace.process:delete'],
    needs: ANY,
  },
  {
    field: 'DeleteProcessPayload.userErrors',
    operation: mutation(`deleteProcess(input: ${NO_ID}) { userErrors { __typename } }`),
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
];
