import { ANY, type MatrixRow } from './MatrixRow';
import { organization } from './matrixOperations';

const AUDIT = [['workspace.admin.audit:read']] as const;
const FIELDS = [
  ...['id', 'sequence', 'at', 'type', 'severity', 'outcome', 'summary', 'actor', 'target', 'changes', 'codes'],
  ...['address', 'userAgent', 'requestId'],
];
const BELOW: Readonly<Record<string, string>> = {
  actor: '{ __typename }',
  target: '{ __typename }',
  changes: '{ __typename }',
};

const entity = (type: string, variable: string): string =>
  `query ($${variable}: ID!) { _entities(representations: [{__typename: "${type}", id: $${variable}}]) { ... on ${type} { auditEvents { __typename } } } }`;
const log = (selection: string): string => organization(`auditEvents { ${selection} }`);
const node = (selection: string): string => log(`edges { node { ${selection} } }`);
const ofLog = (field: string, operation: string): MatrixRow => ({
  field,
  operation,
  isBehind: 'auditEvents',
  needs: AUDIT,
});
const ofPage = (field: string, operation: string): MatrixRow => ({
  field,
  operation,
  via: ['workspace.admin.audit:read'],
  needs: ANY,
});

/** What callers ask of the audit log. */
export const AUDIT_ROWS: readonly MatrixRow[] = [
  { field: 'Organization.auditEvents', operation: log('__typename'), needs: AUDIT },
  { field: 'Process.auditEvents', operation: entity('Process', 'process'), needs: AUDIT },
  { field: 'ApiKey.auditEvents', operation: entity('ApiKey', 'apiKey'), needs: AUDIT },
  ...FIELDS.map((field) => ofLog(`AuditEvent.${field}`, node(`${field} ${BELOW[field] ?? ''}`))),
  ...['kind', 'id', 'name'].map((field) => ofLog(`EventActor.${field}`, node(`actor { ${field} }`))),
  ...['type', 'id', 'name'].map((field) => ofLog(`EventTarget.${field}`, node(`target { ${field} }`))),
  ...['field', 'before', 'after'].map((field) => ofLog(`EventChange.${field}`, node(`changes { ${field} }`))),
  ofPage('AuditEventConnection.edges', log('edges { __typename }')),
  ofPage('AuditEventConnection.pageInfo', log('pageInfo { __typename }')),
  ofPage('AuditEventConnection.totalCount', log('totalCount')),
  ofPage('AuditEventEdge.node', log('edges { node { __typename } }')),
  ofPage('AuditEventEdge.cursor', log('edges { cursor }')),
];
