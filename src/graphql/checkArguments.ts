import { type GraphQLSchema, getArgumentValues, getNamedType, isUnionType } from 'graphql';
import type { Caller } from '../access/Caller';
import { AppError, badInput } from '../errors';
import type { ConnectionArgs } from '../lists/ConnectionArgs';
import type { Cursors } from '../lists/Cursors';
import { DEFAULT_ORDERS } from '../lists/DEFAULT_ORDERS';
import { readWindow } from '../lists/readWindow';
import type { Context } from './Context';
import { operationOf } from './operationOf';
import type { CheckedField, Plan } from './Planner';

/** Fields with constant arguments that passed their check. */
const passed = new WeakSet<CheckedField>();

/** Units: representations in one call, of a caller and of a gateway that proved itself. */
const MAX_REPRESENTATIONS = { caller: 100, gateway: 10_000 };

/**
 * Checks the arguments that have rules beyond their types, before anything executes. A fault anywhere in a document is
 * answered with 400, and nothing has changed: no mutation ran whose secret the answer could not show.
 * Errors: `BAD_USER_INPUT` that names the argument. Source: decision 016.
 */
export function checkArguments(
  plan: Plan,
  schema: GraphQLSchema,
  variables: Readonly<Record<string, unknown>>,
  context: Context,
  cursors: Cursors,
): void {
  for (const field of plan.checkedFields) {
    if (passed.has(field)) continue;
    const values = getArgumentValues(field.definition, field.node, variables);
    if (field.check === 'REPRESENTATIONS') checkRepresentations(schema, values.representations, context.isGateway);
    else if (field.check === 'DOCUMENT') checkDocument(schema, values);
    else if (context.caller) checkConnection(field, values, context.caller, cursors);
    else continue; // Not checked, and so not remembered: the field's guard refuses a request without a caller.
    if (field.isConstant && field.check !== 'REPRESENTATIONS') passed.add(field);
  }
}

function checkConnection(
  { definition }: CheckedField,
  values: Record<string, unknown>,
  { organizationId }: Caller,
  cursors: Cursors,
): void {
  const { name: typeName } = getNamedType(definition.type);
  const order = String(values.orderBy ?? DEFAULT_ORDERS.get(typeName)?.(values.filter));
  const list = typeName.replace(/Connection$/, '');
  readWindow(cursors, { list, order, organizationId }, values as ConnectionArgs); // Coerced to the arguments' types.
}

function checkRepresentations(schema: GraphQLSchema, representations: unknown, isGateway: boolean): void {
  const max = isGateway ? MAX_REPRESENTATIONS.gateway : MAX_REPRESENTATIONS.caller;
  if (!Array.isArray(representations)) return;
  if (representations.length > max) {
    throw badInput(`One call takes ${max} representations at most.`, ['representations']);
  }
  const union = schema.getType('_Entity');
  const entities = new Set(isUnionType(union) ? union.getTypes().map(({ name }) => name) : []);
  representations.forEach((representation, index) => {
    if (entities.has(representation?.__typename)) return;
    throw badInput('A representation needs the __typename of an entity.', ['representations', String(index)]);
  });
}

function checkDocument(schema: GraphQLSchema, values: Record<string, unknown>): void {
  const operationName = values.operationName == null ? null : String(values.operationName);
  const found = operationOf(schema, String(values.document), operationName);
  if (found instanceof AppError) throw found;
}
