import { type GraphQLSchema, isUnionType } from 'graphql';
import { StartError } from '../errors';
import type { EntityLoaders } from './buildSchema';

/**
 * Compares the loaders with the entities of the schema: each must have the other, or a gateway would be told that what is
 * there is not.
 * Errors: a `StartError` that lists every entity without a loader, and every loader without an entity.
 */
export function assertLoaders(schema: GraphQLSchema, loaders: EntityLoaders): void {
  const union = schema.getType('_Entity');
  const entities = isUnionType(union) ? union.getTypes().map(({ name }) => name) : [];
  const faults = [
    ...entities.filter((name) => !(name in loaders)).map((name) => `the entity ${name} has no loader`),
    ...Object.keys(loaders)
      .filter((name) => !entities.includes(name))
      .map((name) => `the loader of ${name} has no entity`),
  ];
  if (faults.length > 0) throw new StartError(`The loaders and the schema differ: ${faults.join('; ')}.`);
}
