import type { GraphQLSchema } from 'graphql';
import { documentNeed } from '../access/documentNeed';
import { policy } from '../access/policy';
import type { ScopeName } from '../access/ScopeName';
import type { FoundOperation } from './operationOf';

/**
 * The smallest sets of scopes, each of which would let the whole operation through.
 * Shape: the outer list is "or", the inner "and"; `[[]]` where any caller will do.
 */
export function requiredScopes(schema: GraphQLSchema, { document, operation }: FoundOperation): ScopeName[][] {
  return documentNeed(schema, policy, document, operation).anyOf.map((scopes) => [...scopes]);
}
