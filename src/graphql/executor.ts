import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import { type DocumentNode, execute, Kind, type OperationDefinitionNode } from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import { isSatisfied } from '../access/Need';
import type { BuiltSchema } from './buildSubgraph';
import type { Context } from './Context';
import type { Plan, Planner } from './Planner';
import { unfoldedSizeOf } from './unfoldedSizeOf';

/** The option by which Apollo Server takes another executor. */
type Gateway = NonNullable<ApolloServerOptionsWithGateway<Context>['gateway']>;

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

/**
 * Executes operations. A caller with all scopes of the operation would pass every guard: then no guard is asked, and an
 * operation that is repeated is compiled. Otherwise every field asks its guard, and only refused fields are null. A
 * traced operation runs on the schema in which Apollo Server measures each field.
 * Source: decisions 020, 021 and 024.
 */
export function executor({ schema, unguarded }: BuiltSchema, planner: Planner): Gateway {
  const uses = new WeakMap<OperationDefinitionNode, Use>();
  const compiledOf = (document: DocumentNode, operation: OperationDefinitionNode, plan: Plan): CompiledQuery | null => {
    if (!isCompilable(operation, plan)) return null;
    const use: Use = uses.get(operation) ?? { count: 0 };
    uses.set(operation, use);
    use.count += 1;
    if (use.compiled === undefined && use.count > COMPILE_AFTER) {
      use.compiled = compile(document, operation);
    }
    return use.compiled ?? null;
  };
  const compile = (document: DocumentNode, operation: OperationDefinitionNode): CompiledQuery | null => {
    if (unfoldedSizeOf(unguarded, document, operation) > MAX_COMPILED_FIELDS) return null;
    const compiled = compileQuery(unguarded, document, operation.name?.value);
    return isCompiledQuery(compiled) ? compiled : null;
  };
  return {
    onSchemaLoadOrUpdate(tell) {
      tell({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => undefined;
    },
    load: async () => ({
      executor: async ({ document, operation, request, context, metrics }) => {
        const { caller } = context as Context; // What `context` of the HTTP handler made.
        const { variables = {}, operationName } = request;
        const plan = operation ? planner.planOf(document, operation) : null;
        const isWhole = plan && caller && isSatisfied(plan.need, caller.scopes);
        if (!isWhole || metrics.captureTraces) {
          return execute({ schema, document, contextValue: context, variableValues: variables, operationName });
        }
        const compiled = operation ? compiledOf(document, operation, plan) : null;
        const answer = await compiled?.query(undefined, context, variables);
        // Where anything failed, the reference implementation reports it: a query can be executed again.
        if (answer && !answer.errors) return answer;
        return execute({
          schema: unguarded,
          document,
          contextValue: context,
          variableValues: variables,
          operationName,
        });
      },
    }),
    stop: async () => undefined,
  };
}

/** Queries, but no representations with a variable inside: the compiler reads a scalar's literal without variables. */
function isCompilable({ operation }: OperationDefinitionNode, { checkedFields }: Plan): boolean {
  if (operation !== 'query') return false;
  return checkedFields.every(
    ({ check, node, isConstant }) =>
      check !== 'REPRESENTATIONS' || isConstant || node.arguments?.[0]?.value.kind === Kind.VARIABLE,
  );
}
