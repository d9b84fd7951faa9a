import { ANY, type MatrixRow } from './MatrixRow';
import { mutation, organization } from './matrixOperations';

const MANAGE = [['workspace.admin.organization:manage']] as const;
const READ = [['workspace.admin.api_key:manage'], ['workspace.process.api_key:manage'], ...MANAGE] as const;
const FIELDS = [
  'maxLifetimeDays',
  'defaultLifetimeDays',
  'grantableScopes',
  'allowsAllScopes',
  'maxKeysPerOwner',
  'requiresNote',
  'disableUnusedAfterDays',
  'noticeDays',
  'onSecretReuse',
  'enforcedFrom',
  'updatedAt',
  'updatedBy',
  'version',
];
const impact = (selection: string): string => `{ keyPolicyImpact(policy: {requiresNote: true}) { ${selection} } }`;
const ofImpact = (field: string, operation: string): MatrixRow => ({
  field,
  operation,
  isBehind: 'keyPolicyImpact',
  needs: MANAGE,
});
const ofKey = (field: string, below = ''): MatrixRow =>
  ofImpact(`AffectedApiKey.${field}`, impact(`keys { ${field} ${below} }`));
const ofPayload = (field: string): MatrixRow => ({
  field: `UpdateKeyPolicyPayload.${field}`,
  operation: mutation(`updateKeyPolicy(input: {}) { ${field} { __typename } }`),
  via: ['workspace.admin.organization:manage'],
  needs: ANY,
});

/** What callers ask of key policies. */
export const KEY_POLICY_ROWS: readonly MatrixRow[] = [
  { field: 'Organization.keyPolicy', operation: organization('keyPolicy { __typename }'), needs: READ },
  ...FIELDS.map((field) => ({
    field: `KeyPolicy.${field}`,
    operation: organization(`keyPolicy { ${field} }`),
    isBehind: 'keyPolicy',
    needs: READ,
  })),
  {
    field: 'Mutation.updateKeyPolicy',
    operation: mutation('updateKeyPolicy(input: {}) { __typename }'),
    needs: MANAGE,
  },
  ofPayload('keyPolicy'),
  ofPayload('userErrors'),
  { field: 'Query.keyPolicyImpact', operation: impact('__typename'), needs: MANAGE },
  ofImpact('KeyPolicyImpact.affectedCount', impact('affectedCount')),
  ofImpact('KeyPolicyImpact.keys', impact('keys { __typename }')),
  ofKey('apiKey', '{ __typename }'),
  ofKey('violations'),
  ofKey('lastUsedAt'),
  ofKey('requestsLast7Days'),
];
