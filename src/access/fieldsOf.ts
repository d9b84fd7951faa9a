import { type GraphQLSchema, isIntrospectionType, isObjectType } from 'graphql';

/** Every field of every object type of a schema, introspection apart, in the schema's order. */
export function fieldsOf(schema: GraphQLSchema): { typeName: string; fieldName: string }[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !isIntrospectionType(type))
    .flatMap((type) =>
      isObjectType(type) ? Object.keys(type.getFields()).map((fieldName) => ({ typeName: type.name, fieldName })) : [],
    );
}
