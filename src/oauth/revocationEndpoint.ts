import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../access/Caller';
import { beginUse } from '../callers/noteUse';
import { AppError } from '../errors';
import { type KeyValue, parseKeyValue } from '../keys/keyValue';
import { ENDPOINT_OPERATIONS } from '../usage/ENDPOINT_OPERATIONS';
import { authenticateClient } from './authenticateClient';
import { clientCredentialOf } from './clientCredentialOf';
import { formOf, required } from './formOf';
import { OAuthError } from './OAuthError';
import type { OAuthServices } from './OAuthServices';

/**
 * `POST /oauth/revoke` ends a token of the calling key. A request without a credential whose `token` is a key's value
 * disables that key as compromised. An unknown token and a secret that has ended get the same answer. `token_type_hint` is
 * ignored: either kind is recognized without it.
 * Errors: `invalid_client`, `invalid_request`, `invalid_grant` for a token of another key. Source: RFC 7009.
 */
export function revocationEndpoint(services: OAuthServices) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const token = required(formOf(request), 'token');
    const value = parseKeyValue(token);
    const isByPossession = value !== null && clientCredentialOf(request).kind === 'NONE';
    const client = isByPossession ? null : await authenticateClient(request, reply, services);
    if (client) beginUse(request, client.caller, ENDPOINT_OPERATIONS.revoke);
    if (value) await endKey(value, request, services);
    else if (client) await revokeToken(token, client.caller, services);
    return reply.type('application/json; charset=utf-8').send(); // simple-oauth2 takes any other type for a failure.
  };
}

/** A key that was disabled since it let its caller in could be enabled again, and its token with it: the token ends all the same. */
async function revokeToken(token: string, caller: Caller, services: OAuthServices): Promise<void> {
  const claims = await services.tokens.claimsOf(token);
  if (!claims) return;
  if (claims.key_id !== caller.apiKeyId) {
    throw new OAuthError('invalid_grant', 'The token was made from another API key.');
  }
  await services.revocation.revoke(caller, claims);
}

async function endKey(value: KeyValue, request: FastifyRequest, services: OAuthServices): Promise<void> {
  try {
    await services.keyPossession.endKey(await services.callers.holderOf(request, value));
  } catch (error) {
    const isOver = error instanceof AppError && error.code === 'UNAUTHENTICATED';
    if (!isOver) throw error;
  }
}
