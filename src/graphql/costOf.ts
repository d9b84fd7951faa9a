import {
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  typeFromAST,
  valueFromAST,
} from 'graphql';
import { fieldOf, fragmentsOf } from '../access/walkFields';
import { pageSizeOf } from '../lists/pageSizeOf';
import { FILTER_WEIGHT, type FieldCheck, ruleOf, SEARCH_WEIGHT, SEARCHING_FILTERS } from './fieldRules';

/** The arguments by which a page has its size. */
export const SIZE_ARGUMENTS = ['first', 'last', 'representations'] as const;
/** The arguments by which a variable has a say in the cost. */
export const COST_ARGUMENTS = [...SIZE_ARGUMENTS, 'filter'] as const;

/** What `valueFromAST` makes of an `Int` argument. */
type Size = number | null | undefined;

/**
 * What an operation could cost at most: every field its weight, and what a list holds as often as the list may be long.
 * Fields count under every alias and through every fragment. A fragment is counted once and remembered, so counting takes
 * no longer than the document is.
 * Units: points. Source: decision 019.
 */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): number {
  const fragments = fragmentsOf(document);
  const remembered = new Map<SelectionSetNode, Map<GraphQLCompositeType, number>>();

  const costOfSet = (set: SelectionSetNode | undefined, parent: GraphQLCompositeType): number => {
    if (!set) return 0;
    const known = remembered.get(set)?.get(parent);
    if (known !== undefined) return known;
    const cost = set.selections.reduce((sum, selection) => {
      if (selection.kind === Kind.FIELD) return sum + costOfField(selection, parent);
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
      const type = fragment?.typeCondition ? typeFromAST(schema, fragment.typeCondition) : parent;
      return isCompositeType(type) ? sum + costOfSet(fragment?.selectionSet, type) : sum;
    }, 0);
    remembered.set(set, (remembered.get(set) ?? new Map()).set(parent, cost));
    return cost;
  };
  const costOfField = (node: FieldNode, parent: GraphQLCompositeType): number => {
    const field = fieldOf(schema, parent, node.name.value);
    const type = getNamedType(field?.type);
    const { weight, check } = ruleOf(parent.name, node.name.value, type?.name);
    if (!field || !isCompositeType(type)) return weight;
    const sentValue = valuesOf(field, node, variables);
    return weight + filterWeight(sentValue('filter')) + lengthOf(check, sentValue) * costOfSet(node.selectionSet, type);
  };
  const rootType = schema.getRootType(operation.operation);
  return rootType ? costOfSet(operation.selectionSet, rootType) : 0;
}

type SentValue = (name: (typeof COST_ARGUMENTS)[number]) => unknown;

/** Reads the arguments of a field. */
function valuesOf(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: Readonly<Record<string, unknown>>,
): SentValue {
  return (name) => {
    const sent = node.arguments?.find((argument) => argument.name.value === name);
    const type = sent && field.args.find((argument) => argument.name === name)?.type;
    // Undefined where a variable is not known: `requiredScopes` has none.
    return type ? valueFromAST(sent.value, type, variables) : undefined;
  };
}

function filterWeight(filter: unknown): number {
  if (typeof filter !== 'object' || filter === null) return 0;
  const filters: Readonly<Record<string, unknown>> = { ...filter };
  if (SEARCHING_FILTERS.some((name) => filters[name] != null)) return SEARCH_WEIGHT;
  return Object.values(filters).some((value) => value != null) ? FILTER_WEIGHT : 0;
}

/** How often what is below a field may be answered: a connection's page, the representations of entities, or once. */
function lengthOf(check: FieldCheck | null, sentValue: SentValue): number {
  if (check === 'CONNECTION') {
    // Both arguments are of the type Int, and so are their values.
    return pageSizeOf({ first: sentValue('first') as Size, last: sentValue('last') as Size });
  }
  const representations = check === 'REPRESENTATIONS' ? sentValue('representations') : null;
  return Array.isArray(representations) ? representations.length : 1;
}
