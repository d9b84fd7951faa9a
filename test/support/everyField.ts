import {
  buildClientSchema,
  type GraphQLNamedType,
  type GraphQLSchema,
  getIntrospectionQuery,
  getNamedType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import type { Speaker } from './apiKeyMutations';

/** The schema as a server tells it. */
export async function readSchema(speaker: Speaker): Promise<GraphQLSchema> {
  const { body } = await speaker.run(getIntrospectionQuery());
  return buildClientSchema(body.data);
}

/**
 * Selects every field of a type that needs no arguments, and of the types below it, down to a depth; no type twice on
 * one way. Shape: `{ id name organization { id } }`.
 */
export function everyField(
  type: GraphQLNamedType | undefined,
  depth: number,
  above: readonly GraphQLNamedType[] = [],
): string {
  if (!isObjectType(type)) return '';
  const fields = Object.values(type.getFields()).flatMap((field) => {
    const below = getNamedType(field.type);
    if (field.args.some(isRequiredArgument)) return [];
    if (isLeafType(below)) return [field.name];
    if (depth === 0 || above.includes(below) || below === type) return [];
    return [`${field.name} ${everyField(below, depth - 1, [...above, type])}`];
  });
  return `{ __typename ${fields.join(' ')} }`;
}
