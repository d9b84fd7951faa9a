import {
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  type OperationDefinitionNode,
} from 'graphql';
import { documentNeed } from '../access/documentNeed';
import type { Need } from '../access/need';
import type { Policy } from '../access/policy';
import { walkFields } from '../access/walkFields';

/** A selected field whose arguments have rules that the type system cannot state. */
export interface CheckedField {
  readonly definition: GraphQLField<unknown, unknown>;
  readonly node: FieldNode;
  /** Shape: `Query.requiredScopes`, or the name of a connection type. */
  readonly check: string;
}

/** What is known of an operation before it executes. */
export interface Plan {
  readonly need: Need;
  readonly rootFields: ReadonlySet<string>;
  readonly checkedFields: readonly CheckedField[];
}

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
    walkFields(this.schema, document, operation, (parent, node) => {
      const name = node.name.value;
      if (parent === rootType) rootFields.add(name);
      const definition = isObjectType(parent) ? parent.getFields()[name] : undefined;
      if (!definition) return;
      const coordinate = `${parent.name}.${name}`;
      const typeName = getNamedType(definition.type).name;
      if (typeName.endsWith('Connection')) checkedFields.push({ definition, node, check: typeName });
      else if (CHECKED_COORDINATES.has(coordinate)) checkedFields.push({ definition, node, check: coordinate });
    });
    return { need: documentNeed(this.schema, this.table, document, operation), rootFields, checkedFields };
  }
}
