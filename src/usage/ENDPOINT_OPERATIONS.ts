import { usedOperation } from './UsedOperation';

const endpoint = (kind: 'VERIFY' | 'TOKEN' | 'INTROSPECT' | 'OTHER' | 'INTROSPECTED', needs: [] | null = []) => {
  const name = kind.toLowerCase();
  return usedOperation({ kind, name, signature: name, needs });
};

/** What is no operation of GraphQL, where it names no scopes. Shape: by their names in the list of operations. */
export const ENDPOINT_OPERATIONS = {
  verify: endpoint('VERIFY'),
  /** A token that was refused. */
  token: endpoint('TOKEN'),
  /** A token with all scopes of its key: what for is not known here. */
  tokenForAll: endpoint('TOKEN', null),
  revoke: usedOperation({ kind: 'TOKEN', name: 'revoke', signature: 'revoke', needs: [] }),
  introspect: endpoint('INTROSPECT'),
  /** Those of a key beyond the greatest number of operations. */
  other: endpoint('OTHER', null),
  /** Not asked by the key: somebody asked whether its value works. */
  introspected: endpoint('INTROSPECTED', null),
  /** A document that does not parse, does not fit the schema, or did not come. */
  invalid: usedOperation({ kind: 'GRAPHQL', name: 'invalid', signature: '', needs: [] }),
};
