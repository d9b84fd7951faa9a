import type { FastifyReply } from 'fastify';
import { type AppError, ERRORS, RETRY_AFTER_SECONDS, SCOPES_CHALLENGE } from '../errors';
import { challengeFor } from '../http/challenge';

/**
 * The codes that an OAuth endpoint may answer with, and their statuses.
 * Source: RFC 6749, section 5.2; RFC 8707, section 2; RFC 6750, section 3.1; RFC 7009, section 2.2.1.
 */
export const OAUTH_ERRORS = {
  invalid_request: 400,
  invalid_client: 401,
  invalid_grant: 400,
  unsupported_grant_type: 400,
  invalid_scope: 400,
  invalid_target: 400,
  insufficient_scope: 403,
  temporarily_unavailable: 503,
  server_error: 500,
} as const;

/** A code of RFC 6749 or of one of its extensions. */
export type OAuthErrorCode = keyof typeof OAUTH_ERRORS;

/** What a client is told that is none, or none any more. */
export const NEEDS_CLIENT = 'Send a valid API key with HTTP Basic.';

/** A failure of an OAuth endpoint. Shape: the message is its `error_description`, in ASCII without `"` and `\`. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';

  constructor(
    readonly code: OAuthErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** What an error of the catalogue is called here. */
export function toOAuthError(error: AppError): OAuthError {
  const { code, message, extensions } = error;
  if (code === 'UNAUTHENTICATED') {
    const isUsual = message === ERRORS.UNAUTHENTICATED.message;
    return new OAuthError('invalid_client', isUsual ? NEEDS_CLIENT : message);
  }
  if (code === 'SERVICE_UNAVAILABLE') return new OAuthError('temporarily_unavailable', message);
  if (code !== 'INTERNAL_SERVER_ERROR') return new OAuthError('invalid_request', message);
  return new OAuthError('server_error', `${message} Incident ${extensions.incidentId}.`);
}

/** Answers with an error as the RFCs shape it; `status` where it is not the code's own. */
export function sendOAuthError(reply: FastifyReply, error: OAuthError, status?: number): FastifyReply {
  const { code, message } = error;
  if (code === 'invalid_client') {
    reply.header(
      'www-authenticate',
      challengeFor((name) => reply.request.headers[name]),
    );
  }
  if (code === 'insufficient_scope') reply.header('www-authenticate', SCOPES_CHALLENGE);
  if (code === 'temporarily_unavailable') reply.header('retry-after', String(RETRY_AFTER_SECONDS));
  return reply
    .code(status ?? OAUTH_ERRORS[code])
    .type('application/json; charset=utf-8')
    .send({ error: code, error_description: message });
}
