import { type AppError, ERRORS } from '../errors';
import { statusOf } from '../http/sendError';

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

  /**
   * @param status where it is not the code's own
   * @param retryAfterSeconds how long a client should wait, where that is known
   */
  constructor(
    readonly code: OAuthErrorCode,
    message: string,
    readonly status: number = OAUTH_ERRORS[code],
    readonly retryAfterSeconds?: unknown,
  ) {
    super(message);
  }
}

/** What an error of the catalogue is called here. */
export function toOAuthError(error: AppError): OAuthError {
  const { code, message, extensions } = error;
  const { retryAfterSeconds } = extensions;
  if (code === 'UNAUTHENTICATED') {
    const isUsual = message === ERRORS.UNAUTHENTICATED.message;
    return new OAuthError('invalid_client', isUsual ? NEEDS_CLIENT : message);
  }
  const status = statusOf(error);
  if (code === 'SERVICE_UNAVAILABLE') {
    return new OAuthError('temporarily_unavailable', message, status, retryAfterSeconds);
  }
  if (code !== 'INTERNAL_SERVER_ERROR') return new OAuthError('invalid_request', message, status, retryAfterSeconds);
  return new OAuthError('server_error', `${message} Incident ${extensions.incidentId}.`);
}
