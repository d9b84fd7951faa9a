import {
  type ASTNode,
  type DocumentNode,
  Kind,
  type OperationDefinitionNode,
  print,
  separateOperations,
  stripIgnoredCharacters,
  visit,
} from 'graphql';

/**
 * What an operation looks like without its values and aliases, so that one client's requests have one signature.
 * Shape: GraphQL without whitespace; fragments that the operation spreads follow it.
 */
export function signatureOf(document: DocumentNode, operation: OperationDefinitionNode): string {
  const own = separateOperations(document)[operation.name?.value ?? ''] ?? document;
  return stripIgnoredCharacters(print(visit(own, { leave: withoutValue })));
}

function withoutValue(node: ASTNode): ASTNode | undefined {
  switch (node.kind) {
    case Kind.INT:
    case Kind.FLOAT:
      return { ...node, value: '0' };
    case Kind.STRING:
      return { ...node, value: '', block: false };
    case Kind.LIST:
      return { ...node, values: [] };
    case Kind.OBJECT:
      return { ...node, fields: [] };
    case Kind.FIELD:
      return { ...node, alias: undefined };
    default:
      return undefined;
  }
}
