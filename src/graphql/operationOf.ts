import { type DocumentNode, type GraphQLSchema, Kind, type OperationDefinitionNode } from 'graphql';
import { type AppError, badInput } from '../errors';
import { costOf } from './costOf';
import { LIMITS } from './LIMITS';
import { readDocument } from './readDocument';

/** A document, and the operation of it that is asked about. */
export interface FoundOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/**
 * Finds the operation of a document that is sent as a text.
 * Errors: `BAD_USER_INPUT` for a document that `/graphql` would not take, or that has no such operation.
 */
export function operationOf(
  schema: GraphQLSchema,
  source: string,
  operationName: string | null,
): FoundOperation | AppError {
  const document = readDocument(schema, source);
  if (!('kind' in document)) return badInput('The document does not parse or does not fit the schema.', ['document']);
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const named = operations.filter(({ name }) => operationName === null || name?.value === operationName);
  const [operation] = named;
  if (!operation || named.length > 1) return badInput('Name one of the operations of the document.', ['operationName']);
  const isTaken = schema.getRootType(operation.operation) && costOf(schema, document, operation, {}) <= LIMITS.cost;
  return isTaken ? { document, operation } : badInput('The document is not one that this server takes.', ['document']);
}
