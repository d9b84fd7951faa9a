import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  type InlineFragmentNode,
  isCompositeType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
  typeFromAST,
} from 'graphql';

/**
 * Is told of a field that an operation selects, once for every type that it may be selected on. Shape: false where what is
 * below it is not to be walked.
 */
export type FieldVisitor = (parent: GraphQLCompositeType, field: FieldNode) => boolean | undefined;

/** Whether a field or a fragment is walked. @param parent the type that it is selected on */
export type SelectionFilter = (selection: FieldNode | FragmentPart, parent: GraphQLCompositeType) => boolean;

/** A fragment where it is spread. */
export type FragmentPart = InlineFragmentNode | FragmentSpreadNode | FragmentDefinitionNode;

/**
 * Walks every field that an operation could select: through fragments and under aliases, whatever `@skip` and `@include`
 * say, but for what a filter leaves out. Each selection set is walked once for each type, so the walk is never longer than the document times its types.
 * The document must be valid for the schema.
 */
export function walkFields(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  visitor: FieldVisitor,
  isWalked: SelectionFilter = () => true,
): void {
  const fragments = fragmentsOf(document);
  const walked = new Map<SelectionSetNode, Set<GraphQLCompositeType>>();

  const walk = (selectionSet: SelectionSetNode, parent: GraphQLCompositeType): void => {
    const parents = walked.get(selectionSet) ?? new Set();
    if (parents.has(parent)) return;
    walked.set(selectionSet, parents.add(parent));
    for (const selection of selectionSet.selections) {
      if (!isWalked(selection, parent)) continue;
      if (selection.kind === Kind.FIELD) {
        if (visitor(parent, selection) === false) continue;
        const type = getNamedType(fieldOf(schema, parent, selection.name.value)?.type);
        if (selection.selectionSet && isCompositeType(type)) walk(selection.selectionSet, type);
        continue;
      }
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
      if (!fragment || !isWalked(fragment, parent)) continue;
      const condition = fragment.typeCondition ? typeFromAST(schema, fragment.typeCondition) : parent;
      if (isCompositeType(condition)) walk(fragment.selectionSet, condition);
    }
  };
  const rootType = schema.getRootType(operation.operation);
  if (rootType) walk(operation.selectionSet, rootType);
}

/** The roots of introspection, which no type lists among its fields. Source: GraphQL specification, section 4. */
const META_FIELDS: ReadonlyMap<string, GraphQLField<unknown, unknown>> = new Map(
  [SchemaMetaFieldDef, TypeMetaFieldDef].map((field) => [field.name, field]),
);

/** The field of that name, the roots of introspection included; undefined where there is none, and for `__typename`. */
export function fieldOf(
  schema: GraphQLSchema,
  parent: GraphQLCompositeType,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  if (parent === schema.getQueryType() && META_FIELDS.has(name)) return META_FIELDS.get(name);
  return isUnionType(parent) ? undefined : parent.getFields()[name];
}

/** The fragments of a document, by name. */
export function fragmentsOf(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  return fragments;
}
