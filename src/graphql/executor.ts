import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import { execute } from 'graphql';
import { isSatisfied } from '../access/Need';
import type { BuiltSchema } from './buildSubgraph';
import { CompiledQueries } from './CompiledQueries';
import type { Context } from './Context';
import type { Planner } from './Planner';

/** The option by which Apollo Server takes another executor. */
type Gateway = NonNullable<ApolloServerOptionsWithGateway<Context>['gateway']>;

/**
 * Executes operations. A caller with all scopes of the operation would pass every guard: then no guard is asked, and an
 * operation that is repeated is compiled. Otherwise every field asks its guard, and only refused fields are null. A
 * traced operation runs on the schema in which Apollo Server measures each field.
 * Source: decisions 020, 021 and 024.
 */
export function executor({ schema, unguarded }: BuiltSchema, planner: Planner): Gateway {
  const compiledQueries = new CompiledQueries(unguarded);
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
        const compiled = operation ? compiledQueries.of(document, operation, plan) : null;
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
