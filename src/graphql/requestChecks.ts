import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import type { IntrospectionPolicy } from '../config';
import { AppError, badInput, ERRORS, type ErrorCode } from '../errors';
import { refusalHeaders } from '../http/refusalHeaders';
import type { Cursors } from '../lists/Cursors';
import type { Context } from './Context';
import { checkArguments } from './checkArguments';
import { costOf } from './costOf';
import { describeUse } from './describeUse';
import type { DisclosureCheck } from './fieldRules';
import { LIMITS, MAX_ERRORS } from './LIMITS';
import type { Plan, Planner } from './Planner';
import { readVariables } from './readVariables';
import { schemaNames } from './schemaNames';

/** Codes that give an answer its status when it holds nothing else. */
const DECISIVE_ALONE: ReadonlySet<ErrorCode> = new Set([
  'UNAUTHENTICATED',
  'RATE_LIMITED',
  'SERVICE_UNAVAILABLE',
  'INTERNAL_SERVER_ERROR',
]);
/** The cost limit of a gateway, as a multiple of a caller's: it asks for many callers at once. */
const GATEWAY_FACTOR = 100;

/** The options of the request checks. */
export interface CheckOptions {
  readonly schema: GraphQLSchema;
  readonly planner: Planner;
  readonly introspection: IntrospectionPolicy;
  readonly cursors: Cursors;
}

/**
 * Refuses an operation before any of it executes: for a missing caller, introspection that is not allowed, wrong
 * variables or arguments, or its cost. Also sets the HTTP status of each answer by its errors.
 * Source: decision 016.
 */
export function requestChecks({ schema, planner, introspection, cursors }: CheckOptions): ApolloServerPlugin<Context> {
  const names = schemaNames(schema);
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ document, operation, request, contextValue, metrics }) {
          // A persisted query is kept only for a caller, and only once it has passed all checks.
          if (!operation || contextValue.caller === null) metrics.persistedQueryRegister = false;
          if (!operation) return; // Execution says so.
          if (!schema.getRootType(operation.operation)) {
            throw new AppError('GRAPHQL_VALIDATION_FAILED', 'There are no subscriptions.');
          }
          const plan = planner.planOf(document, operation);
          checkDisclosure(introspection, plan.disclosures, contextValue);
          if (contextValue.caller === null && !plan.need.isOpen) throw new AppError('UNAUTHENTICATED');
          checkPasswordFields(plan, contextValue);
          const variables = readVariables(schema, operation, request.variables ?? {}, { ...plan, names });
          checkArguments(plan, schema, variables, contextValue, cursors);
          const maxCost = contextValue.isGateway ? LIMITS.cost * GATEWAY_FACTOR : LIMITS.cost;
          const cost = plan.constantCost ?? costOf(schema, document, operation, variables);
          if (cost > maxCost) {
            throw new AppError('GRAPHQL_VALIDATION_FAILED', `The document costs more than ${maxCost} points.`);
          }
          if (contextValue.use) Object.assign(contextValue.use, { cost, variables });
        },
        async willSendResponse(requestContext) {
          setStatus(requestContext);
          noteUse(requestContext);
          describeUse(requestContext, planner.uses);
        },
      };
    },
  };
}

function checkDisclosure(
  setting: IntrospectionPolicy,
  disclosures: ReadonlySet<DisclosureCheck>,
  { caller, isGateway }: Context,
): void {
  if (disclosures.size === 0 || setting === 'public') return;
  if (isGateway && !disclosures.has('INTROSPECTION')) return; // It composes from the text of the subgraph.
  if (caller === null) throw new AppError('UNAUTHENTICATED');
  if (setting === 'off') throw new AppError('GRAPHQL_VALIDATION_FAILED', 'Introspection is switched off.');
}

/** A page of another site could sign somebody in as somebody else; a document could try many passwords at once. */
function checkPasswordFields({ passwordFieldCount }: Plan, { isCrossSite }: Context): void {
  if (passwordFieldCount > 0 && isCrossSite) throw new AppError('CROSS_SITE_REQUEST');
  if (passwordFieldCount > 1) throw badInput('One request may check one password.', []);
}

/** Tells what a secret that is being replaced is still used for. */
function noteUse({ request, operationName = null, contextValue: { caller } }: GraphQLRequestContext<Context>): void {
  caller?.noteUse?.({ userAgent: request.http?.headers.get('user-agent') ?? null, operation: operationName });
}

function setStatus({ request, response, contextValue }: GraphQLRequestContext<Context>): void {
  const { http, body } = response;
  if (!http || body?.kind !== 'single' || !body.singleResult.errors) return;
  const { data, errors } = body.singleResult;
  if (data === undefined) body.singleResult.errors = errors.slice(0, MAX_ERRORS);
  const codes = errors.map(({ extensions }) => extensions?.code).filter((code): code is ErrorCode => isCode(code));
  const isNothingAnswered = data == null || Object.values(data).every((value) => value === null);
  const decisive = data === undefined ? codes[0] : codes.find((code) => isNothingAnswered && DECISIVE_ALONE.has(code));
  // Apollo's own statuses (405 …) stay; 500 is only its word for "none yet".
  if (decisive && (http.status === undefined || http.status === 500)) http.status = ERRORS[decisive].status;
  if (http.status === 401) contextValue.withholdKeyExpiry();
  const limited = errors.find(({ extensions }) => extensions?.retryAfterSeconds);
  const refusal = { status: http.status ?? 200, retryAfterSeconds: limited?.extensions?.retryAfterSeconds };
  const hints = refusalHeaders(refusal, (name) => request.http?.headers.get(name));
  for (const [name, value] of Object.entries(hints)) http.headers.set(name, value);
}

function isCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && code in ERRORS;
}
