import { ANY, type MatrixRow } from './MatrixRow';
import { mutation, NO_ID } from './matrixOperations';

const KEYS = [['workspace.admin.api_key:manage'], ['workspace.process.api_key:manage']] as const;
const ROTATE = [...KEYS, ['workspace.api_key:rotate_self']] as const;
const viaRotation = ['workspace.api_key:rotate_self'] as const;
const viaKeys = ['workspace.admin.api_key:manage'] as const;

const NEW_KEY = '{name: "k", scopes: ["workspace.admin.api_key:manage"], expiresAt: "2026-12-01T00:00:00Z"}';
const createdSecret = (field: string): string => mutation(`createApiKey(input: ${NEW_KEY}) { secret { ${field} } }`);
const apiKey = (field: string): string =>
  `query ($apiKey: ID!) { _entities(representations: [{__typename: "ApiKey", id: $apiKey}]) { ... on ApiKey { ${field} } } }`;
const INFO = ['number', 'state', 'createdAt', 'firstUsedAt', 'lastUsedAt', 'worksUntil', 'reuseCount'];
const USER = ['address', 'userAgent', 'operation', 'lastSeenAt'];
const CHANGES = [
  ['rotateApiKey', 'RotateApiKeyPayload'],
  ['finishRotation', 'FinishRotationPayload'],
  ['cancelRotation', 'CancelRotationPayload'],
] as const;

/** The secrets of keys, and the mutations that change them. */
export const ROTATION_ROWS: readonly MatrixRow[] = [
  { field: 'ApiKey.secrets', operation: apiKey('secrets { __typename }'), needs: KEYS },
  // Whoever may not see them, does not come to them: the list is refused, with the same need.
  ...INFO.map((field) => ({
    field: `ApiKeySecretInfo.${field}`,
    operation: apiKey(`secrets { ${field} }`),
    isBehind: 'secrets',
    needs: KEYS,
  })),
  {
    field: 'ApiKeySecretInfo.users',
    operation: apiKey('secrets { users { __typename } }'),
    isBehind: 'secrets',
    needs: KEYS,
  },
  ...USER.map((field) => ({
    field: `SecretUser.${field}`,
    operation: apiKey(`secrets { users { ${field} } }`),
    isBehind: 'secrets',
    needs: KEYS,
  })),
  { field: 'ApiKeySecret.number', operation: createdSecret('number'), via: viaKeys, needs: ANY },
  { field: 'ApiKeySecret.expiresAt', operation: createdSecret('expiresAt'), via: viaKeys, needs: ANY },
  ...CHANGES.flatMap(([name, payload]): MatrixRow[] => {
    const call = (selection: string): string => mutation(`${name}(input: ${NO_ID}) { ${selection} }`);
    return [
      { field: `Mutation.${name}`, operation: call('__typename'), needs: ROTATE },
      { field: `${payload}.apiKey`, operation: call('apiKey { __typename }'), via: viaRotation, needs: ANY },
      { field: `${payload}.userErrors`, operation: call('userErrors { __typename }'), via: viaRotation, needs: ANY },
    ];
  }),
  {
    field: 'RotateApiKeyPayload.secret',
    operation: mutation(`rotateApiKey(input: ${NO_ID}) { secret { __typename } }`),
    via: viaRotation,
    needs: ANY,
  },
];
