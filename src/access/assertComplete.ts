import type { GraphQLSchema } from 'graphql';
import { StartError } from '../errors';
import { fieldsOf } from './fieldsOf';
import { needOf, type Policy, wrapperOf } from './needOf';

/**
 * Compares the policy with the schema: every field must have a line, every line a field.
 * Errors: a `StartError` that lists all that is missing, on either side.
 */
export function assertComplete(schema: GraphQLSchema, table: Policy): void {
  const fields = fieldsOf(schema);
  const coordinates = new Set(
    fields.flatMap(({ typeName, fieldName }) => [
      typeName,
      `${typeName}.${fieldName}`,
      `${wrapperOf(typeName)}.${fieldName}`,
    ]),
  );
  const unlisted = fields
    .filter(({ typeName, fieldName }) => needOf(table, typeName, fieldName) === undefined)
    .map(({ typeName, fieldName }) => `${typeName}.${fieldName} has no policy line`);
  const idle = Object.entries(table)
    .flatMap(([typeName, lines]) =>
      Object.keys(lines).map((fieldName) => (fieldName === '*' ? typeName : `${typeName}.${fieldName}`)),
    )
    .filter((coordinate) => !coordinates.has(coordinate))
    .map((coordinate) => `the policy line ${coordinate} has no field`);
  const faults = [...unlisted, ...idle];
  if (faults.length > 0) throw new StartError(`The policy and the schema differ: ${faults.join('; ')}.`);
}
