import { BREAK, type DocumentNode, type GraphQLSchema, Kind, type OperationDefinitionNode, visit } from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import type { Plan } from './Planner';
import { unfoldedSizeOf } from './unfoldedSizeOf';

/** Units: executions of an operation before it is worth compiling. */
const COMPILE_AFTER = 3;
/**
 * Units: fields of an operation that is compiled, with every fragment written out where it is spread: the compiler writes
 * them out, and takes about a tenth of a millisecond for each. What is larger is executed as it stands.
 */
const MAX_COMPILED_FIELDS = 200;

interface Use {
  count: number;
  /** Null where it is too large to compile, or that was tried in vain. */
  compiled?: CompiledQuery | null;
}

/** The queries that came often enough to be compiled. Source: decisions 021 and 042. */
export class CompiledQueries {
  private readonly uses = new WeakMap<OperationDefinitionNode, Use>();

  constructor(private readonly schema: GraphQLSchema) {}

  /** Counts a use of an operation, and compiles it once it came often. Null where it is executed as it stands. */
  of(document: DocumentNode, operation: OperationDefinitionNode, plan: Plan): CompiledQuery | null {
    if (!isCompilable(operation, plan)) return null;
    const use: Use = this.uses.get(operation) ?? { count: 0 };
    this.uses.set(operation, use);
    use.count += 1;
    if (use.compiled === undefined && use.count > COMPILE_AFTER) use.compiled = this.compile(document, operation);
    return use.compiled ?? null;
  }

  private compile(document: DocumentNode, operation: OperationDefinitionNode): CompiledQuery | null {
    if (unfoldedSizeOf(this.schema, document, operation) > MAX_COMPILED_FIELDS || hasPrototypeName(document))
      return null;
    const compiled = compileQuery(this.schema, document, operation.name?.value);
    return isCompiledQuery(compiled) ? compiled : null;
  }
}

/** Whether anything in a document is called `__proto__`: as a key of what the compiler writes, it would name no value. */
function hasPrototypeName(document: DocumentNode): boolean {
  let isFound = false;
  visit(document, {
    Name: ({ value }) => {
      if (value !== '__proto__') return undefined;
      isFound = true;
      return BREAK;
    },
  });
  return isFound;
}

/** Queries, but no representations with a variable inside: the compiler reads a scalar's literal without variables. */
function isCompilable({ operation }: OperationDefinitionNode, { checkedFields }: Plan): boolean {
  if (operation !== 'query') return false;
  return checkedFields.every(
    ({ check, node, isConstant }) =>
      check !== 'REPRESENTATIONS' || isConstant || node.arguments?.[0]?.value.kind === Kind.VARIABLE,
  );
}
