import {
  BREAK,
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isNonNullType,
  isObjectType,
  type OperationDefinitionNode,
  TypeInfo,
  type VariableNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { documentNeed } from '../access/documentNeed';
import type { Need } from '../access/need';
import type { Policy } from '../access/policy';
import { walkFields } from '../access/walkFields';
import { isConnectionType } from '../lists/connections';
import { costOf, SIZE_ARGUMENTS } from './cost';

/** A selected field whose arguments have rules that the type system cannot state. */
export interface CheckedField {
  readonly definition: GraphQLField<unknown, unknown>;
  readonly node: FieldNode;
  /** Shape: `Query.requiredScopes`, or the name of a connection type. */
  readonly check: string;
  /** Whether the arguments that the rules are about are the same every time, so that one look is enough. */
  readonly isConstant: boolean;
}

/** What is known of an operation before it executes. */
export interface Plan {
  readonly need: Need;
  readonly rootFields: ReadonlySet<string>;
  readonly checkedFields: readonly CheckedField[];
  /** Variables that must not be null, whatever their own type says, if they have a default. */
  readonly strictVariables: ReadonlySet<string>;
  /** How many passwords the operation would have checked. */
  readonly passwordFieldCount: number;
  /** The cost, where no variable has a say in it. */
  readonly constantCost: number | null;
}

const PASSWORD_MUTATIONS = new Set(['signIn', 'acceptInvitation', 'changePassword']);
const CURSOR_ARGUMENTS = new Set(['after', 'before']);
const CHECKED_COORDINATES = new Set(['Query.requiredScopes', 'Query._entities']);

/** Makes the plans of operations, and remembers each for as long as its document is. */
export class Planner {
  private readonly plans = new WeakMap<OperationDefinitionNode, Plan>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly table: Policy,
  ) {}

  planOf(document: DocumentNode, operation: OperationDefinitionNode): Plan {
    const known = this.plans.get(operation);
    if (known) return known;
    const plan = this.make(document, operation);
    this.plans.set(operation, plan);
    return plan;
  }

  private make(document: DocumentNode, operation: OperationDefinitionNode): Plan {
    const rootType = this.schema.getRootType(operation.operation);
    const rootFields = new Set<string>();
    const checkedFields: CheckedField[] = [];
    let isCostConstant = true;
    let passwordFieldCount = 0;
    walkFields(this.schema, document, operation, (parent, node) => {
      const name = node.name.value;
      if (parent === rootType) rootFields.add(name);
      if (operation.operation === 'mutation' && parent === rootType && PASSWORD_MUTATIONS.has(name)) {
        passwordFieldCount += 1;
      }
      if (hasVariable(node, SIZE_ARGUMENTS)) isCostConstant = false;
      const definition = isObjectType(parent) ? parent.getFields()[name] : undefined;
      if (!definition) return;
      const coordinate = `${parent.name}.${name}`;
      const typeName = getNamedType(definition.type).name;
      const check = isConnectionType(typeName) ? typeName : CHECKED_COORDINATES.has(coordinate) ? coordinate : null;
      if (check !== null) checkedFields.push({ definition, node, check, isConstant: isConstant(node, check) });
    });
    return {
      need: documentNeed(this.schema, this.table, document, operation),
      rootFields,
      checkedFields,
      passwordFieldCount,
      strictVariables: strictVariablesOf(this.schema, document),
      constantCost: isCostConstant ? costOf(this.schema, document, operation, {}) : null,
    };
  }
}

/** Whether what is to be checked never differs. Of a connection: its size, and no cursors, which depend on the caller. */
function isConstant(node: FieldNode, check: string): boolean {
  if (!isConnectionType(check)) return !hasVariable(node);
  return !hasVariable(node, SIZE_ARGUMENTS) && !node.arguments?.some(({ name }) => CURSOR_ARGUMENTS.has(name.value));
}

/** Whether a variable is part of the arguments of a field. @param among the names of those that matter; all if left out */
function hasVariable(node: FieldNode, among?: readonly string[]): boolean {
  let isFound = false;
  for (const argument of node.arguments ?? []) {
    if (among && !among.includes(argument.name.value)) continue;
    visit(argument, {
      Variable: () => {
        isFound = true;
        return BREAK;
      },
    });
  }
  return isFound;
}

/** The nullable variables that stand where null may not: the type system lets them, for the sake of their defaults. */
function strictVariablesOf(schema: GraphQLSchema, document: DocumentNode): ReadonlySet<string> {
  const strict = new Set<string>();
  const typeInfo = new TypeInfo(schema);
  const visitor = {
    VariableDefinition: () => false, // A definition is no use.
    Variable({ name }: VariableNode) {
      if (isNonNullType(typeInfo.getInputType())) strict.add(name.value);
    },
  };
  visit(document, visitWithTypeInfo(typeInfo, visitor));
  return strict;
}
