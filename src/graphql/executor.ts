import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import { execute } from 'graphql';
import { isSatisfied } from '../access/need';
import type { BuiltSchema } from './buildSchema';
import type { Context } from './context';
import type { Planner } from './plan';

/** The place at which Apollo Server takes an executor of one's own. */
type Gateway = NonNullable<ApolloServerOptionsWithGateway<Context>['gateway']>;

/**
 * Executes operations. Where the caller holds all that the whole operation needs, every guard would say yes: then none
 * is asked. Where anything is missing, every field asks its guard, and the refused ones cost themselves alone.
 * Source: decision 020.
 */
export function executor({ schema, unguarded }: BuiltSchema, planner: Planner): Gateway {
  return {
    onSchemaLoadOrUpdate(tell) {
      tell({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => undefined;
    },
    load: async () => ({
      executor: async ({ document, operation, operationName, request, context }) => {
        const { caller } = context as Context; // What `context` of the HTTP handler made.
        const isAllowed = operation && caller && isSatisfied(planner.planOf(document, operation).need, caller.scopes);
        return execute({
          schema: isAllowed ? unguarded : schema,
          document,
          contextValue: context,
          variableValues: request.variables,
          operationName: request.operationName ?? operationName,
        });
      },
    }),
    stop: async () => undefined,
  };
}
