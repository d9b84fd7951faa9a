import {
  BREAK,
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isNonNullType,
  type OperationDefinitionNode,
  TypeInfo,
  type VariableNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { documentNeed } from '../access/documentNeed';
import type { Need } from '../access/Need';
import type { Policy } from '../access/needOf';
import { fieldOf, walkFields } from '../access/walkFields';
import { COST_ARGUMENTS, costOf, SIZE_ARGUMENTS } from './costOf';
import { type ArgumentCheck, type DisclosureCheck, type FieldCheck, ruleOf } from './fieldRules';
import { OperationUses } from './OperationUses';

/** A selected field whose arguments have rules that the type system cannot state. */
export interface CheckedField {
  readonly definition: GraphQLField<unknown, unknown>;
  readonly node: FieldNode;
  readonly check: ArgumentCheck;
  /** Whether the arguments that are checked are constant, so that they are checked once. */
  readonly isConstant: boolean;
}

/** What is known of an operation before it executes. */
export interface Plan {
  readonly need: Need;
  readonly disclosures: ReadonlySet<DisclosureCheck>;
  readonly checkedFields: readonly CheckedField[];
  /** Variables that must not be null, whatever their own type says, if they have a default. */
  readonly strictVariables: ReadonlySet<string>;
  /** How many passwords the operation has checked. */
  readonly passwordFieldCount: number;
  /** The cost, where no variable has a say in it. */
  readonly constantCost: number | null;
}

const CURSOR_ARGUMENTS = new Set(['after', 'before']);

/** Makes the plans of operations, and remembers each for as long as its document is. */
export class Planner {
  private readonly plans = new WeakMap<OperationDefinitionNode, Plan>();
  /** What operations are used for, remembered for as long as their plans. */
  readonly uses: OperationUses;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly table: Policy,
  ) {
    this.uses = new OperationUses(schema, table);
  }

  planOf(document: DocumentNode, operation: OperationDefinitionNode): Plan {
    const known = this.plans.get(operation);
    if (known) return known;
    const plan = this.make(document, operation);
    this.plans.set(operation, plan);
    return plan;
  }

  private make(document: DocumentNode, operation: OperationDefinitionNode): Plan {
    const disclosures = new Set<DisclosureCheck>();
    const checkedFields: CheckedField[] = [];
    let isCostConstant = true;
    let passwordFieldCount = 0;
    walkFields(this.schema, document, operation, (parent, node) => {
      if (hasVariable(node, COST_ARGUMENTS)) isCostConstant = false;
      const definition = fieldOf(this.schema, parent, node.name.value);
      if (!definition) return true;
      const { check, once } = ruleOf(parent.name, node.name.value, getNamedType(definition.type).name);
      if (once === 'PASSWORD') passwordFieldCount += 1;
      if (isDisclosure(check)) disclosures.add(check);
      else if (check) checkedFields.push({ definition, node, check, isConstant: isConstant(node, check) });
      return true;
    });
    return {
      need: documentNeed(this.schema, this.table, document, operation),
      disclosures,
      checkedFields,
      passwordFieldCount,
      strictVariables: strictVariablesOf(this.schema, document),
      constantCost: isCostConstant ? costOf(this.schema, document, operation, {}) : null,
    };
  }
}

function isDisclosure(check: FieldCheck | null): check is DisclosureCheck {
  return check === 'INTROSPECTION' || check === 'SUBGRAPH';
}

/** Whether the checked arguments are the same in every request. A cursor is not: it depends on the caller. */
function isConstant(node: FieldNode, check: ArgumentCheck): boolean {
  if (check !== 'CONNECTION') return !hasVariable(node);
  return !hasVariable(node, SIZE_ARGUMENTS) && !node.arguments?.some(({ name }) => CURSOR_ARGUMENTS.has(name.value));
}

/** Whether the arguments of a field have a variable inside. @param among the arguments that count; all if left out */
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

/** The nullable variables that are used where null is not allowed: validation allows them if they have a default. */
function strictVariablesOf(schema: GraphQLSchema, document: DocumentNode): ReadonlySet<string> {
  const strict = new Set<string>();
  const types = new TypeInfo(schema);
  const visitor = {
    VariableDefinition: () => false, // A definition is no use.
    Variable({ name }: VariableNode) {
      if (isNonNullType(types.getInputType())) strict.add(name.value);
    },
  };
  visit(document, visitWithTypeInfo(types, visitor));
  return strict;
}
