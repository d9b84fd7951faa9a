import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  typeFromAST,
} from 'graphql';

/** Is told of a field that an operation selects, once for every type that it may be selected on. */
export type FieldVisitor = (parent: GraphQLCompositeType, field: FieldNode) => void;

/**
 * Walks every field that an operation could select: through fragments and under aliases, whatever `@skip` and `@include`
 * say. Each selection set is walked once for each type, so the walk is never longer than the document times its types.
 * The document must be valid for the schema.
 */
export function walkFields(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  visitor: FieldVisitor,
): void {
  const fragments = fragmentsOf(document);
  const walked = new Map<SelectionSetNode, Set<GraphQLCompositeType>>();

  const walk = (selectionSet: SelectionSetNode, parent: GraphQLCompositeType): void => {
    const parents = walked.get(selectionSet) ?? new Set();
    if (parents.has(parent)) return;
    walked.set(selectionSet, parents.add(parent));
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FIELD) {
        visitor(parent, selection);
        const field = isUnionType(parent) ? undefined : parent.getFields()[selection.name.value];
        const type = getNamedType(field?.type);
        if (selection.selectionSet && isCompositeType(type)) walk(selection.selectionSet, type);
        continue;
      }
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
      if (!fragment) continue;
      const condition = fragment.typeCondition ? typeFromAST(schema, fragment.typeCondition) : parent;
      if (isCompositeType(condition)) walk(fragment.selectionSet, condition);
    }
  };
  const rootType = schema.getRootType(operation.operation);
  if (rootType) walk(operation.selectionSet, rootType);
}

/** The fragments of a document, by name. */
export function fragmentsOf(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  return fragments;
}
