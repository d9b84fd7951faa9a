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

/** What else is known of variables. */
export interface VariableRules {
  /** Every name of the schema; others are not repeated to the caller. */
  readonly names: ReadonlySet<string>;
  readonly strictVariables: ReadonlySet<string>;
}

/**
 * Coerces the variables of an operation.
 * Errors: `BAD_USER_INPUT` that names the place and the type wanted there, and never what was sent.
 * Source: GraphQL specification, section 6.1.2.
 */
export function readVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  sent: Readonly<Record<string, unknown>>,
  { names, strictVariables }: VariableRules,
): Record<string, unknown> {
  const values: Record<string, unknown> = Object.create(null); // A variable may be called `__proto__`.
  for (const definition of operation.variableDefinitions ?? []) {
    const { variable, type: typeNode, defaultValue } = definition;
    const name = variable.name.value;
    const type = typeFromAST(schema, typeNode);
    if (!isInputType(type)) continue; // Validation has refused the document.
    const value = Object.hasOwn(sent, name) ? sent[name] : undefined;
    if (value === undefined && defaultValue) {
      values[name] = valueFromAST(defaultValue, type);
      continue;
    }
    if (value === undefined && !isNonNullType(type)) continue;
    if (value === null && defaultValue && strictVariables.has(name)) {
      throw badInput('The variable is null where a value is needed.', names.has(name) ? [name] : [], definition);
    }
    values[name] = coerceInputValue(value ?? null, type, (path) => {
      const message = `The variable does not fit: expected ${wanted(type, path)}.`;
      // A name that only the document knows is not repeated; its place in the document is told.
      const known = names.has(name) ? [name] : [];
      throw badInput(message, [...known, ...path.map(String)], definition);
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
