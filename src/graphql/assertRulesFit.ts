import { type GraphQLObjectType, type GraphQLSchema, isObjectType } from 'graphql';
import { fieldOf } from '../access/walkFields';
import { StartError } from '../errors';
import { isConnectionType } from '../lists/DEFAULT_ORDERS';
import { CONNECTION, type FieldRules } from './fieldRules';

/**
 * Compares the rules of fields with the schema: every rule must have a field.
 * Errors: a `StartError` that lists every rule without one.
 */
export function assertRulesFit(schema: GraphQLSchema, rules: FieldRules): void {
  const idle = Object.entries(rules).flatMap(([typeName, lines]) => {
    const types = typesOf(schema, typeName);
    return Object.keys(lines)
      .filter((fieldName) => types.length === 0 || !types.every((type) => fieldOf(schema, type, fieldName)))
      .map((fieldName) => `the rule of ${typeName}.${fieldName} has no field`);
  });
  if (idle.length > 0) throw new StartError(`The rules of fields and the schema differ: ${idle.join('; ')}.`);
}

function typesOf(schema: GraphQLSchema, typeName: string): GraphQLObjectType[] {
  const isMeant = ({ name }: { name: string }) =>
    typeName === CONNECTION ? isConnectionType(name) : name === typeName;
  return Object.values(schema.getTypeMap()).filter(isObjectType).filter(isMeant);
}
