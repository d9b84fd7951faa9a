import { type AppError, ERRORS, type ErrorCode } from '../errors';
import { statusOf } from '../http/sendError';

/** What is fixed about a code of the OAuth endpoints. */
export interface OAuthEntry {
  /** The code of the one catalogue of which this is the OAuth name; the first that stands for a code is its name. */
  readonly standsFor: ErrorCode;
  /** Another code of the one catalogue that has no OAuth name of its own. */
  readonly alsoFor?: ErrorCode;
  /** The HTTP status of an answer with this code, where it is not that of the code that it stands for. */
  readonly status?: number;
  /** Further statuses of an answer with this code, each with when. */
  readonly otherStatuses?: Readonly<Record<number, string>>;
  /** What the client should do, in a sentence or two; `docs/errors.md` prints it. */
  readonly remedy: string;
}

/**
 * The codes that an OAuth endpoint may answer with.
 * Source: RFC 6749, sections 4.1.2.1 and 5.2; RFC 8707, section 2; RFC 6750, section 3.1; RFC 7009, section 2.2.1.
 */
export const OAUTH_ERRORS = {
  invalid_request: {
    standsFor: 'BAD_REQUEST',
    otherStatuses: { 403: 'plain HTTP', 405: 'not `POST`', 413: 'too large', 415: 'no form' },
    remedy: 'Change the request as `error_description` says.',
  },
  invalid_client: {
    standsFor: 'UNAUTHENTICATED',
    remedy:
      'Send a key that works, with HTTP Basic or as `client_id` and `client_secret` in the form. ' +
      'Introspection also takes a token or `GATEWAY_SECRET`.',
  },
  invalid_grant: { standsFor: 'BAD_REQUEST', remedy: 'Revoke a token with the key that it was made from.' },
  unsupported_grant_type: { standsFor: 'BAD_REQUEST', remedy: 'Send `grant_type=client_credentials`.' },
  invalid_scope: {
    standsFor: 'BAD_REQUEST',
    remedy: 'Ask only for scopes of the key, separated by one space, or leave `scope` out.',
  },
  invalid_target: {
    standsFor: 'BAD_REQUEST',
    remedy: 'Send absolute URIs without a fragment as `resource`, or leave it out.',
  },
  insufficient_scope: {
    standsFor: 'FORBIDDEN',
    status: 403, // GraphQL refuses one field of an answer with 200.
    remedy: 'Use a key that may manage API keys, or send `GATEWAY_SECRET` in the header `latchkey-gateway`.',
  },
  temporarily_unavailable: {
    standsFor: 'SERVICE_UNAVAILABLE',
    alsoFor: 'RATE_LIMITED',
    otherStatuses: { 429: 'a network that sent too many credentials that do not work' },
    remedy: 'Retry after the seconds in `Retry-After`.',
  },
  server_error: {
    standsFor: 'INTERNAL_SERVER_ERROR',
    remedy: 'Report the incident id in `error_description`: the log names the cause.',
  },
} as const satisfies Record<string, OAuthEntry>;

/** A code of RFC 6749 or of one of its extensions. */
export type OAuthErrorCode = keyof typeof OAUTH_ERRORS;

const CODES = Object.keys(OAUTH_ERRORS) as OAuthErrorCode[]; // The keys of an object have no narrower type.

/** The HTTP status of an answer with a code. */
export function oauthStatus({ status, standsFor }: OAuthEntry): number {
  return status ?? ERRORS[standsFor].status;
}

/** The message for a missing or ended client. */
export const NEEDS_CLIENT = 'Send a valid API key with HTTP Basic, or as client_id and client_secret in the form.';

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
    readonly status: number = oauthStatus(OAUTH_ERRORS[code]),
    readonly retryAfterSeconds?: unknown,
  ) {
    super(message);
  }
}

/** The OAuth name of an error of the one catalogue; a code without a name is the fault of the request. */
export function toOAuthError(error: AppError): OAuthError {
  const entryOf = (code: OAuthErrorCode): OAuthEntry => OAUTH_ERRORS[code];
  const named = CODES.find((code) => entryOf(code).standsFor === error.code);
  const name = named ?? CODES.find((code) => entryOf(code).alsoFor === error.code) ?? 'invalid_request';
  const { status = statusOf(error) } = entryOf(name);
  return new OAuthError(name, descriptionOf(error), status, error.extensions.retryAfterSeconds);
}

function descriptionOf({ code, message, extensions }: AppError): string {
  if (code === 'UNAUTHENTICATED' && message === ERRORS.UNAUTHENTICATED.message) return NEEDS_CLIENT;
  return code === 'INTERNAL_SERVER_ERROR' ? `${message} Incident ${extensions.incidentId}.` : message;
}
