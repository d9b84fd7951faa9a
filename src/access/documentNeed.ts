import {
  type DocumentNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  type OperationDefinitionNode,
} from 'graphql';
import { bothNeeds, type Need, nobody, open } from './Need';
import { needOf, type Policy } from './needOf';
import { walkFields } from './walkFields';

/**
 * What a whole operation requires of its caller, known before anything executes. Every field that it could select counts. A
 * field of an interface counts for every type behind it. Introspection and `__typename` require nothing.
 */
export function documentNeed(
  schema: GraphQLSchema,
  table: Policy,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Need {
  const found = new Set<Need>();
  walkFields(schema, document, operation, (parent, field) => {
    for (const need of needsBehind(schema, table, parent, field.name.value)) found.add(need);
    return true;
  });
  return [...found].reduce(bothNeeds, open);
}

/** What a selected field needs: each type behind it has a need of its own. */
export function needsBehind(
  schema: GraphQLSchema,
  table: Policy,
  parent: GraphQLCompositeType,
  fieldName: string,
): Need[] {
  if (fieldName.startsWith('__') || parent.name.startsWith('__')) return [];
  const types = isInterfaceType(parent) ? schema.getPossibleTypes(parent) : [parent];
  // The server does not start with a field that has no line; if one is met all the same, nobody may see it.
  return types.filter(isObjectType).map((type) => needOf(table, type.name, fieldName) ?? nobody);
}
