import {
  type DocumentNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  typeFromAST,
} from 'graphql';
import { fieldOf, fragmentsOf } from '../access/walkFields';

/**
 * How many fields an operation has once every fragment stands where it is spread, and what stands below an abstract type
 * once for each type behind it: so much work it is to compile. Introspection counts like everything else. Each selection
 * set is counted once for each type, so counting takes no longer than the document is, however large the number.
 */
export function unfoldedSizeOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): number {
  const fragments = fragmentsOf(document);
  const counted = new Map<SelectionSetNode, Map<GraphQLCompositeType, number>>();

  const sizeOf = (set: SelectionSetNode | undefined, parent: GraphQLCompositeType): number => {
    if (!set) return 0;
    const known = counted.get(set)?.get(parent);
    if (known !== undefined) return known;
    const size = set.selections.reduce((sum, selection) => {
      if (selection.kind === Kind.FIELD) {
        const type = getNamedType(fieldOf(schema, parent, selection.name.value)?.type);
        if (!isCompositeType(type)) return sum + 1;
        const typeCount = isAbstractType(type) ? schema.getPossibleTypes(type).length : 1;
        return sum + 1 + typeCount * sizeOf(selection.selectionSet, type);
      }
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
      const type = fragment?.typeCondition ? typeFromAST(schema, fragment.typeCondition) : parent;
      // The spread itself counts, too: fragments that hold nothing but others are walked all the same.
      return isCompositeType(type) ? sum + 1 + sizeOf(fragment?.selectionSet, type) : sum;
    }, 0);
    counted.set(set, (counted.get(set) ?? new Map()).set(parent, size));
    return size;
  };
  const rootType = schema.getRootType(operation.operation);
  return rootType ? sizeOf(operation.selectionSet, rootType) : 0;
}
