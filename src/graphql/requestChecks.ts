import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server';
import type { GraphQLFormattedError, GraphQLSchema } from 'graphql';
import type { ScopeName } from '../access/ScopeName';
import type { RequestUse } from '../callers/noteUse';
import type { IntrospectionPolicy } from '../config';
import { AppError, badInput, ERRORS, type ErrorCode, scopesInWords } from '../errors';
import { refusalHeaders } from '../http/refusalHeaders';
import type { KeyRefusals } from '../keys/KeyRefusals';
import type { Cursors } from '../lists/Cursors';
import type { Meter } from '../metrics/Meter';
import type { Context } from './Context';
import { checkArguments } from './checkArguments';
import { costOf } from './costOf';
import { describeUse } from './describeUse';
import type { DisclosureCheck } from './fieldRules';
import { gravestOutcome } from './gravestOutcome';
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
  readonly meter: Meter;
  /** Is told of callers that asked for what they have no permission for. */
  readonly refusals: Pick<KeyRefusals, 'denied'>;
}

/**
 * Refuses an operation before any of it executes: for a missing caller, introspection that is not allowed, wrong
 * variables or arguments, or its cost. Also sets the HTTP status of each answer by its errors.
 * Source: decision 016.
 */
export function requestChecks(options: CheckOptions): ApolloServerPlugin<Context> {
  const { schema, planner, introspection, cursors, meter, refusals } = options;
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
          meter.cost(cost);
          noteCost(contextValue, cost, variables);
        },
        async willSendResponse(requestContext) {
          setStatus(requestContext);
          count(requestContext, meter);
          noteUse(requestContext);
          noteDenial(requestContext, refusals);
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

function noteCost({ use }: Context, cost: number, variables: RequestUse['variables']): void {
  if (use === null) return;
  use.cost = cost;
  use.variables = variables;
}

/** Tells what a secret that is being replaced is still used for. */
function noteUse({ request, operationName = null, contextValue: { caller } }: GraphQLRequestContext<Context>): void {
  caller?.noteUse?.({ userAgent: request.http?.headers.get('user-agent') ?? null, operation: operationName });
}

/** One denial of a request counts, whichever fields it is about: the first. */
function noteDenial(
  { response, contextValue: { caller } }: GraphQLRequestContext<Context>,
  refusals: CheckOptions['refusals'],
): void {
  if (caller === null || response.body?.kind !== 'single' || !response.body.singleResult.errors) return;
  const denial = response.body.singleResult.errors.find(({ extensions }) => extensions?.code === 'FORBIDDEN');
  // As `forbidden` writes it.
  const required = denial?.extensions?.requiredScopes as ScopeName[][] | undefined;
  if (denial) refusals.denied(caller, scopesInWords(required));
}

function setStatus({ request, response, contextValue }: GraphQLRequestContext<Context>): void {
  const { http, body } = response;
  if (!http || body?.kind !== 'single' || !body.singleResult.errors) return;
  const { data, errors } = body.singleResult;
  if (data === undefined) body.singleResult.errors = errors.slice(0, MAX_ERRORS);
  const codes = codesOf(errors);
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

/** Counts what was refused and how the request ended. An answer without errors says so by its status. */
function count({ response: { body }, contextValue }: GraphQLRequestContext<Context>, meter: Meter): void {
  if (body?.kind !== 'single' || !body.singleResult.errors) return;
  const codes = codesOf(body.singleResult.errors);
  contextValue.noteOutcome(gravestOutcome(codes));
  meter.decisionsRefused(codes.filter((code) => code === 'FORBIDDEN').length);
}

function codesOf(errors: readonly GraphQLFormattedError[]): ErrorCode[] {
  return errors.map(({ extensions }) => extensions?.code).filter((code): code is ErrorCode => isCode(code));
}

function isCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && code in ERRORS;
}
