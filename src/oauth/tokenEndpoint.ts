import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ScopeCatalogue, ScopeName } from '../access/ScopeName';
import { exchangeLaw } from '../access/subsetLaw';
import { beginUse, noteUse, type RequestUse } from '../callers/noteUse';
import { ENDPOINT_OPERATIONS } from '../usage/ENDPOINT_OPERATIONS';
import { type UsedOperation, usedOperation } from '../usage/UsedOperation';
import { authenticateClient } from './authenticateClient';
import { formOf, required, single } from './formOf';
import { OAuthError } from './OAuthError';
import type { OAuthServices } from './OAuthServices';

/** The one grant that there is. */
export const GRANT_TYPE = 'client_credentials';

/** Units: audiences that one token may have. */
export const MAX_RESOURCES = 5;
/** Units: characters of an audience. */
const MAX_RESOURCE_LENGTH = 500;

/**
 * `POST /oauth/token`: a key in exchange for an access token with the key's scopes, or with fewer.
 * Errors: as RFC 6749, section 5.2, and RFC 8707, section 2, shape them. Source: RFC 6749, section 4.4.
 */
export function tokenEndpoint(services: OAuthServices) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { caller, user } = await authenticateClient(request, reply, services);
    noteUse(request, caller, 'token');
    const use = beginUse(request, caller, ENDPOINT_OPERATIONS.token);
    const form = formOf(request);
    if (required(form, 'grant_type') !== GRANT_TYPE) {
      throw new OAuthError('unsupported_grant_type', `The one grant type is ${GRANT_TYPE}.`);
    }
    const scopes = scopesAskedFor(form, use, services.catalogue);
    const audience = audienceAskedFor(form, services.issuer());
    const issued = await services.tokens.issue(caller, { user, scopes, audience });
    if (!issued) throw new OAuthError('invalid_client', 'The API key has expired.');
    use.operation = operationOf(single(form, 'scope') === null ? null : scopes);
    return reply.header('pragma', 'no-cache').send({
      access_token: issued.token,
      token_type: 'Bearer',
      expires_in: issued.expiresInSeconds,
      scope: scopes.join(' '),
    });
  };
}

/** The scopes of the token: those asked for, each once, or all of the key where none are. Excess is named, never trimmed. */
function scopesAskedFor(form: URLSearchParams, use: RequestUse, catalogue: ScopeCatalogue): readonly ScopeName[] {
  const { caller } = use;
  const text = single(form, 'scope');
  if (text === null) return [...caller.scopes];
  const scopes = [...new Set(text.split(' '))];
  const [excess] = exchangeLaw(caller, scopes, catalogue);
  if (!excess) return scopes;
  use.outcome = 'REFUSED';
  throw new OAuthError('invalid_scope', `Scope ${Number(excess.path[1]) + 1}: ${excess.message}`);
}

/** @param named the scopes that were asked for; null: all of the key, and what for is not known here */
function operationOf(named: readonly ScopeName[] | null): UsedOperation {
  if (named === null) return ENDPOINT_OPERATIONS.tokenForAll;
  const scopes = [...named].sort();
  return usedOperation({
    kind: 'TOKEN',
    name: 'token',
    signature: `token scope=${scopes.join(' ')}`,
    needs: scopes.map((scope) => ({ isOpen: false, anyOf: [[scope]] })),
  });
}

/** Source: RFC 8707, section 2. */
function audienceAskedFor(form: URLSearchParams, issuer: string): readonly [string, ...string[]] {
  const [first, ...others] = [...new Set(form.getAll('resource').filter(Boolean))];
  if (first === undefined) return [issuer];
  if (others.length >= MAX_RESOURCES || ![first, ...others].every(isResource)) {
    const rule = `at most ${MAX_RESOURCES}, each an absolute URI of ${MAX_RESOURCE_LENGTH} characters without a fragment`;
    throw new OAuthError('invalid_target', `A resource is wrong: ${rule}.`);
  }
  return [first, ...others];
}

function isResource(text: string): boolean {
  return text.length <= MAX_RESOURCE_LENGTH && /^[!-~]+$/.test(text) && URL.canParse(text) && !text.includes('#');
}
