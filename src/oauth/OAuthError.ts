import { type AppError, ERRORS } from '../errors';
import { statusOf } from '../http/sendError';

/** What is fixed about a code of the OAuth endpoints. */
export interface OAuthEntry {
  /** The HTTP status of an answer with this code, unless the error brings its own. */
  readonly status: number;
  /** What the client should do, in a sentence or two; `docs/errors.md` prints it. */
  readonly remedy: string;
}

/**
 * The codes that an OAuth endpoint may answer with.
 * Source: RFC 6749, section 5.2; RFC 8707, section 2; RFC 6750, section 3.1; RFC 7009, section 2.2.1.
 */
export const OAUTH_ERRORS = {
  invalid_request: {
    status: 400,
    remedy:
      'Change the request as `error_description` says. ' +
      'The status is also 403 (plain HTTP), 405 (not `POST`), 413 (too large) or 415 (no form).',
  },
  invalid_client: {
    status: 401,
    remedy: 'Send a key that works, with HTTP Basic. Introspection also takes a token or `GATEWAY_SECRET`.',
  },
  invalid_grant: { status: 400, remedy: 'Revoke a token with the key that it was made from.' },
  unsupported_grant_type: { status: 400, remedy: 'Send `grant_type=client_credentials`.' },
  invalid_scope: {
    status: 400,
    remedy: 'Ask only for scopes of the key, separated by one space, or leave `scope` out.',
  },
  invalid_target: { status: 400, remedy: 'Send absolute URIs without a fragment as `resource`, or leave it out.' },
  insufficient_scope: {
    status: 403,
    remedy: 'Use a key that may manage API keys, or send `GATEWAY_SECRET` in the header `latchkey-gateway`.',
  },
  temporarily_unavailable: { status: 503, remedy: 'Retry after the seconds in `Retry-After`.' },
  server_error: { status: 500, remedy: 'Report the incident id in `error_description`: the log names the cause.' },
} as const satisfies Record<string, OAuthEntry>;

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
    readonly status: number = OAUTH_ERRORS[code].status,
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
