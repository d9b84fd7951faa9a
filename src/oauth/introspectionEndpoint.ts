import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../access/Caller';
import { scopesText } from '../access/scopesText';
import { canManageKeysOf, mayManageKey } from '../access/subsetLaw';
import { beginUse, noteUse } from '../callers/noteUse';
import { originOf } from '../callers/originOf';
import { AppError } from '../errors';
import { parseKeyValue } from '../keys/keyValue';
import type { TokenClaims } from '../tokens/AccessTokens';
import { ENDPOINT_OPERATIONS } from '../usage/ENDPOINT_OPERATIONS';
import type { UsageRecorder } from '../usage/UsageRecorder';
import { clientCredentialOf } from './clientCredentialOf';
import { formOf, required } from './formOf';
import { OAuthError } from './OAuthError';
import type { OAuthServices } from './OAuthServices';

/** What is said of a credential that works. Units: `exp` in seconds since the epoch. */
interface ActiveAnswer extends Partial<TokenClaims> {
  readonly active: true;
  readonly scope: string;
  /** `Bearer` of an access token; `api_key` of a key itself. */
  readonly token_type: 'Bearer' | 'api_key';
}

interface Found {
  readonly caller: Caller;
  readonly answer: ActiveAnswer;
}

/**
 * `POST /oauth/introspect`: whether a key or an access token works, and what for. For a gateway that proved itself, and
 * for callers that may manage the key in question; of any other they learn nothing.
 * Errors: `invalid_client`, `insufficient_scope`, `invalid_request`. Source: RFC 7662.
 */
export function introspectionEndpoint(services: OAuthServices) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const asker = await askerOf(request, reply, services);
    const found = await find(required(formOf(request), 'token'), request, services);
    const isTold = found !== null && (asker === 'GATEWAY' || mayManageKey(asker, found.caller));
    if (isTold) noteIntrospection(found, services.usageRecorder);
    if (isTold && request.use && found.caller.processId === null) {
      request.use.operation = ENDPOINT_OPERATIONS.introspectOfOrganization;
    }
    return reply.send(isTold ? found.answer : { active: false });
  };
}

async function askerOf(
  request: FastifyRequest,
  reply: FastifyReply,
  { callers, provesGateway }: OAuthServices,
): Promise<Caller | 'GATEWAY'> {
  if (provesGateway(request.headers)) return 'GATEWAY';
  const caller = await callers.callerOf(request, reply, clientCredentialOf(request));
  if (!caller) throw new OAuthError('invalid_client', 'Send an API key, an access token or the gateway secret.');
  noteUse(request, caller, 'introspect');
  const use = beginUse(request, caller, ENDPOINT_OPERATIONS.introspect);
  if (canManageKeysOf(caller, 'ORGANIZATION') || canManageKeysOf(caller, 'PROCESS')) {
    use.operation = ENDPOINT_OPERATIONS.introspectOfProcess;
    return caller;
  }
  throw new OAuthError('insufficient_scope', 'Introspection is for callers that may manage API keys.');
}

async function find(token: string, request: FastifyRequest, services: OAuthServices): Promise<Found | null> {
  const value = parseKeyValue(token);
  const origin = originOf(request);
  if (value === null) {
    const found = await services.tokens.read(token, origin);
    // A key that was narrowed meanwhile has narrowed its tokens, too.
    if (found) noteUse(request, found.caller, 'introspect');
    return found && { caller: found.caller, answer: describeToken(found.claims, found.caller) };
  }
  try {
    const caller = await services.authenticator.authenticate(value, origin);
    noteUse(request, caller, 'introspect');
    return { caller, answer: describeKey(value.user, caller, services.issuer()) };
  } catch (error) {
    if (error instanceof AppError && error.code === 'UNAUTHENTICATED') return null;
    throw error;
  }
}

// Each in one literal: objects that are spread into another cost more than to check the key. No member of a JSON text
// is undefined: such a claim is left out.

/** Of a key, what its scopes are for is not known here from now on; those of a token were named, or not, when it was made. */
function noteIntrospection({ caller, answer }: Found, recorder: UsageRecorder): void {
  if (answer.token_type !== 'api_key') return;
  const operation = ENDPOINT_OPERATIONS.introspected;
  recorder.record(caller, { operation, outcome: 'NO_REQUEST', cost: 0, userAgent: undefined });
  recorder.flush(); // A gateway's own answer is not counted, and so waits for nothing.
}

function describeKey(user: string, caller: Caller, issuer: string): ActiveAnswer {
  return {
    active: true,
    scope: scopesText(caller.scopes),
    token_type: 'api_key',
    iss: issuer,
    sub: user,
    client_id: user,
    exp: Math.floor((caller.expiresAt ?? 0) / 1_000),
    organization_id: caller.organizationId,
    process_id: caller.processId ?? undefined,
    key_id: caller.apiKeyId ?? '',
  };
}

function describeToken(claims: TokenClaims, { scopes }: Caller): ActiveAnswer {
  const { iss, sub, client_id, aud, exp, iat, jti, organization_id, process_id, key_id } = claims;
  return {
    active: true,
    scope: scopesText(scopes),
    token_type: 'Bearer',
    iss,
    sub,
    client_id,
    aud,
    exp,
    iat,
    jti,
    organization_id,
    process_id,
    key_id,
  };
}
