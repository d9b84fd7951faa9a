import {
  type DocumentNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  type OperationDefinitionNode,
} from 'graphql';
import { both, type Need, nobody, open } from './need';
import { needOf, type Policy } from './policy';
import { walkFields } from './walkFields';

/**
 * What a whole operation asks of its caller, known before anything executes: every field that it could select counts. A
 * field of an interface counts for every type behind it; introspection and `__typename` ask for nothing.
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
  });
  return [...found].reduce(both, open);
}

function needsBehind(schema: GraphQLSchema, table: Policy, parent: GraphQLCompositeType, fieldName: string): Need[] {
  if (fieldName.startsWith('__') || parent.name.startsWith('__')) return [];
  const types = isInterfaceType(parent) ? schema.getPossibleTypes(parent) : [parent];
  // The server does not start with a field that has no line; if one is met all the same, nobody may see it.
  return types.filter(isObjectType).map((type) => needOf(table, type.name, fieldName) ?? nobody);
}
