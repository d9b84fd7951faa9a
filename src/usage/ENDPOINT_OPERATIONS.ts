import type { Need } from '../access/Need';
import { SCOPE } from '../access/SHIPPED_SCOPES';
import type { UsageKind } from './UsageOperation';
import { usedOperation } from './UsedOperation';

const endpoint = (kind: Exclude<UsageKind, 'GRAPHQL'>, needs: readonly Need[] | null = []) => {
  const name = kind.toLowerCase();
  return usedOperation({ kind, name, signature: name, needs });
};

/** What is no operation of GraphQL, where it names no scopes. Shape: by their names in the list of operations. */
export const ENDPOINT_OPERATIONS = {
  /** A question of a proxy that was answered no. */
  verify: endpoint('VERIFY'),
  /** A question that named no scopes: the proxy was told all of them, and what for is not known here. */
  verifyForAll: endpoint('VERIFY', null),
  /** A token that was refused. */
  token: endpoint('TOKEN'),
  /** A token with all scopes of its key: what for is not known here. */
  tokenForAll: endpoint('TOKEN', null),
  revoke: usedOperation({ kind: 'TOKEN', name: 'revoke', signature: 'revoke', needs: [] }),
  /** An introspection that was refused. */
  introspect: endpoint('INTROSPECT'),
  /** The value or a token of a key of a process, or of none that the asker learns of. */
  introspectOfProcess: endpoint('INTROSPECT', [
    { isOpen: false, anyOf: [[SCOPE.keysManage], [SCOPE.processKeysManage]] },
  ]),
  /** The value or a token of a key of the organization. */
  introspectOfOrganization: endpoint('INTROSPECT', [{ isOpen: false, anyOf: [[SCOPE.keysManage]] }]),
  /** The newest checkpoint of the audit log; refused, and answered. */
  checkpoint: endpoint('CHECKPOINT'),
  checkpointRead: endpoint('CHECKPOINT', [{ isOpen: false, anyOf: [[SCOPE.auditRead]] }]),
  /** Those of a key beyond the greatest number of operations. */
  other: endpoint('OTHER', null),
  /** Not asked by the key: somebody asked whether its value works. */
  introspected: endpoint('INTROSPECTED', null),
  /** A document that does not parse, does not fit the schema, or did not come. */
  invalid: usedOperation({ kind: 'GRAPHQL', name: 'invalid', signature: '', needs: [] }),
};
