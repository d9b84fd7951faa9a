import {
  coerceInputValue,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
  valueFromAST,
} from 'graphql';
import { badInput } from '../errors';

/**
 * Coerces the variables of an operation.
 * Errors: `BAD_USER_INPUT` that names the place and the type wanted there, and never what was sent.
 * Source: GraphQL specification, section 6.1.2.
 */
export function readVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  sent: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const { variable, type: typeNode, defaultValue } of operation.variableDefinitions ?? []) {
    const name = variable.name.value;
    const type = typeFromAST(schema, typeNode);
    if (!isInputType(type)) continue; // Validation has refused the document.
    const value = Object.hasOwn(sent, name) ? sent[name] : undefined;
    if (value === undefined && defaultValue) {
      values[name] = valueFromAST(defaultValue, type);
      continue;
    }
    if (value === undefined && !isNonNullType(type)) continue;
    values[name] = coerceInputValue(value ?? null, type, (path) => {
      throw badInput(`The variable does not fit: expected ${wanted(type, path)}.`, [name, ...path.map(String)]);
    });
  }
  return values;
}

function wanted(type: GraphQLInputType, path: readonly (string | number)[]): string {
  let here: GraphQLInputType = type;
  for (const step of path) {
    const nullable: GraphQLInputType = getNullableType(here);
    if (isListType(nullable)) here = nullable.ofType;
    else if (isInputObjectType(nullable)) here = nullable.getFields()[String(step)]?.type ?? here;
  }
  const { description } = getNamedType(here);
  return [String(here), description].filter(Boolean).join(': ').replace(/\.$/, '');
}
