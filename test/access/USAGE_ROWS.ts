import { ANY, type MatrixRow } from './MatrixRow';
import { mutation, organization } from './matrixOperations';

const KEYS = [['workspace.admin.api_key:manage'], ['workspace.process.api_key:manage']] as const;
const AUDIT = [['workspace.admin.audit:read']] as const;
const viaKeys = ['workspace.admin.api_key:manage'] as const;
const TOTALS = ['from', 'to', 'requests', 'refused', 'failed', 'cost', 'firstUsedAt', 'lastUsedAt', 'recordedSince'];
/** What the use of a key tells, and that of several keys does, too. */
const PARTS = {
  UsageGap: ['gaps', 'from', 'to', 'reason'],
  UsagePoint: ['series(bucket: DAY)', 'from', 'requests', 'refused', 'failed', 'cost'],
  OperationUse: ['operations', 'name', 'signature', 'requests', 'refused', 'failed', 'cost', 'lastUsedAt'],
  NetworkUse: ['networks', 'network', 'userAgents', 'requests', 'firstUsedAt', 'lastUsedAt'],
} as const;
/** What the use of a key alone tells. */
const PARTS_OF_KEY = {
  FieldUse: ['fields', 'coordinate', 'requests', 'lastUsedAt'],
  ScopeUse: ['scopes', 'scope', 'evidence', 'lastUsedAt', 'requests'],
} as const;

const ofKey = (field: string, selection: string): MatrixRow => ({
  field,
  operation: `query ($apiKey: ID!) { _entities(representations: [{__typename: "ApiKey", id: $apiKey}]) { ... on ApiKey { usage { ${selection} } } } }`,
  isBehind: 'usage',
  needs: [...KEYS, ...AUDIT],
});
const ofOrganization = (field: string, selection: string): MatrixRow => ({
  field,
  operation: organization(`usage { ${selection} }`),
  isBehind: 'usage',
  needs: AUDIT,
});
const narrow = (selection: string): string =>
  mutation(`narrowApiKey(input: {id: "00000000000000000000000000000000", unusedForDays: 90}) { ${selection} }`);
const ofPayload = (selection: string): MatrixRow => ({
  field: `NarrowApiKeyPayload.${selection.split(' ')[0]}`,
  operation: narrow(selection),
  via: viaKeys,
  needs: ANY,
});

/** What callers ask of the use of keys. */
export const USAGE_ROWS: readonly MatrixRow[] = [
  ofKey('ApiKey.usage', '__typename'),
  ...TOTALS.map((field) => ofKey(`ApiKeyUsage.${field}`, field)),
  ...Object.entries({ ...PARTS, ...PARTS_OF_KEY }).flatMap(([type, [part, ...fields]]) => [
    ofKey(`ApiKeyUsage.${part.split('(')[0]}`, `${part} { __typename }`),
    ...fields.map((field) => ofKey(`${type}.${field}`, `${part} { ${field === 'scope' ? 'scope { name }' : field} }`)),
  ]),
  ofOrganization('Organization.usage', '__typename'),
  {
    field: 'Process.usage',
    operation:
      'query ($process: ID!) { _entities(representations: [{__typename: "Process", id: $process}]) { ... on Process { usage { __typename } } } }',
    needs: AUDIT,
  },
  ...TOTALS.map((field) => ofOrganization(`Usage.${field}`, field)),
  ...Object.values(PARTS).map(([part]) => ofOrganization(`Usage.${part.split('(')[0]}`, `${part} { __typename }`)),
  ofOrganization('Usage.keys', 'keys { __typename }'),
  ofOrganization('KeyUsage.apiKey', 'keys { apiKey { __typename } }'),
  ofOrganization('KeyUsage.requests', 'keys { requests }'),
  { field: 'Mutation.narrowApiKey', operation: narrow('__typename'), needs: KEYS },
  ...['apiKey { __typename }', 'removedScopes', 'userErrors { __typename }'].map(ofPayload),
];
