import { type ASTNode, GraphQLError } from 'graphql';

/** How loud a failure is in the log, decided once, here. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** What the catalogue holds of one code. */
export interface CatalogueEntry {
  /** The HTTP status of an answer in which nothing could be answered. */
  readonly status: number;
  readonly message: string;
  readonly logLevel: LogLevel;
  readonly fault: 'caller' | 'server';
  /** What a client does about it. Shape: sentences of Markdown, for `docs/errors.md`. */
  readonly remedy: string;
  /** What `extensions` holds beside `code`. */
  readonly extensions?: string;
}

/** Every code that a top-level error may carry in `extensions.code`. */
export const ERRORS = {
  UNAUTHENTICATED: {
    status: 401,
    message: 'A valid API key is required: send it with HTTP Basic, or as "Authorization: Bearer user:pass".',
    logLevel: 'debug',
    fault: 'caller',
    remedy: 'Send a key that works, or get a new token. Unknown, wrong and deleted keys get the same answer.',
  },
  FORBIDDEN: {
    status: 200,
    message: 'The caller lacks the scopes that this field needs.',
    logLevel: 'debug',
    fault: 'caller',
    remedy: 'Use a key with one of the sets in `requiredScopes`. Other fields are answered. `/verify` answers 403.',
    extensions: 'requiredScopes',
  },
  CROSS_SITE_REQUEST: {
    status: 403,
    message: 'Pages of other sites may not ask this.',
    logLevel: 'info',
    fault: 'caller',
    remedy: 'Call from a page of this server, or with `Bearer` from an origin in `CORS_ORIGINS`.',
  },
  OTHER_ORGANIZATION: {
    status: 409,
    message: 'The caller is in another organization than the one that the request is meant for.',
    logLevel: 'debug',
    fault: 'caller',
    remedy: 'Read `viewer` again: the session is not in the organization of the header `Latchkey-Organization`.',
  },
  BAD_USER_INPUT: {
    status: 400,
    message: 'The input is wrong.',
    logLevel: 'debug',
    fault: 'caller',
    remedy: 'Change the argument or variable at `path`. Nothing was executed.',
    extensions: 'path',
  },
  BAD_REQUEST: {
    status: 400,
    message: 'The request is wrong.',
    logLevel: 'debug',
    fault: 'caller',
    remedy: 'Change the HTTP request. The status is also 403 (plain HTTP), 404, 405, 413 (too large) or 415 (no JSON).',
  },
  // The words by which clients know that they must send the whole document.
  PERSISTED_QUERY_NOT_FOUND: {
    status: 200,
    message: 'PersistedQueryNotFound',
    logLevel: 'debug',
    fault: 'caller',
    remedy: 'Send the whole document with its hash. Clients of Apollo do that by themselves.',
  },
  GRAPHQL_PARSE_FAILED: {
    status: 400,
    message: 'The document is not valid GraphQL.',
    logLevel: 'debug',
    fault: 'caller',
    remedy: 'Change the document at `locations`.',
  },
  GRAPHQL_VALIDATION_FAILED: {
    status: 400,
    message: 'The document does not fit the schema.',
    logLevel: 'debug',
    fault: 'caller',
    remedy: 'Change the document at `locations`, or make it smaller.',
  },
  RATE_LIMITED: {
    status: 429,
    message: 'Too many requests. Wait, then try again.',
    logLevel: 'info',
    fault: 'caller',
    remedy: 'Retry after the seconds in `Retry-After`.',
    extensions: 'retryAfterSeconds',
  },
  SERVICE_UNAVAILABLE: {
    status: 503,
    message: 'The service cannot answer right now. Wait, then try again.',
    logLevel: 'error',
    fault: 'server',
    remedy: 'Retry after the seconds in `Retry-After`. The database cannot answer, or the server is stopping.',
  },
  INTERNAL_SERVER_ERROR: {
    status: 500,
    message: 'Something went wrong on our side. Quote the incident id when you report it.',
    logLevel: 'error',
    fault: 'server',
    remedy: 'Report the `incidentId`: the log names the cause. The status is 200 where some fields were answered.',
    extensions: 'incidentId',
  },
} as const satisfies Record<string, CatalogueEntry>;

/** A code of the catalogue. */
export type ErrorCode = keyof typeof ERRORS;

/**
 * A failure of the catalogue. As a GraphQL error it may be thrown anywhere, and returned by a shield rule.
 * Shape: `extensions` carries `code`, and the one detail that the catalogue names.
 */
export class AppError extends GraphQLError {
  override readonly name = 'AppError';

  /** @param node the place in the document that is to blame */
  constructor(
    readonly code: ErrorCode,
    message: string = ERRORS[code].message,
    details: Readonly<Record<string, unknown>> = {},
    node: ASTNode | null = null,
  ) {
    super(message, { nodes: node, extensions: { code, ...details } });
  }
}

/** The refusal of one field. Shape: the outer list of `requiredScopes` is "or", the inner "and". */
export function forbidden(requiredScopes: readonly (readonly string[])[]): AppError {
  return new AppError('FORBIDDEN', `This field needs ${scopesInWords(requiredScopes)}.`, { requiredScopes });
}

/** Which scopes something needs, in words. Shape: the outer list is "or", the inner "and"; it may be none at all. */
export function scopesInWords(requiredScopes: readonly (readonly string[])[] = []): string {
  return requiredScopes.map((scopes) => scopes.join(' and ')).join(', or ');
}

/** The refusal of a caller that is not a person: no scope would change it. */
export function forPeopleOnly(): AppError {
  return new AppError('FORBIDDEN', 'This is for people who signed in; an API key cannot do it.', {
    requiredScopes: [],
  });
}

/** Too many tries. Units: milliseconds until the next one may be made. */
export function rateLimited(waitMs: number, message: string = ERRORS.RATE_LIMITED.message): AppError {
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1_000));
  return new AppError('RATE_LIMITED', message, { retryAfterSeconds });
}

/** The input at this place is wrong. Shape: `path` names the place, outermost first, e.g. `["first"]`. */
export function badInput(message: string, path: readonly string[], node: ASTNode | null = null): AppError {
  return new AppError('BAD_USER_INPUT', message, { path }, node);
}

/** Every code that an entry of `userErrors` may carry. */
export enum UserErrorCode {
  INVALID = 'INVALID',
  UNKNOWN_SCOPE = 'UNKNOWN_SCOPE',
  SCOPE_NOT_GRANTABLE = 'SCOPE_NOT_GRANTABLE',
  EXPIRES_IN_PAST = 'EXPIRES_IN_PAST',
  EXPIRES_TOO_LATE = 'EXPIRES_TOO_LATE',
  NOT_FOUND = 'NOT_FOUND',
  LIMIT_REACHED = 'LIMIT_REACHED',
  CONFLICT = 'CONFLICT',
  NOT_ACTIVE = 'NOT_ACTIVE',
  POLICY = 'POLICY',
}

/** What each code of a user error means; the schema and `docs/errors.md` print it. */
export const USER_ERRORS: Readonly<Record<UserErrorCode, string>> = {
  INVALID: 'The value at `path` breaks a rule of its field, or does not fit what is there.',
  UNKNOWN_SCOPE: 'There is no scope of this name.',
  SCOPE_NOT_GRANTABLE: 'The caller may not grant this, or it cannot be put on this kind of key.',
  EXPIRES_IN_PAST: 'The expiry date has passed.',
  EXPIRES_TOO_LATE: "The expiry date lies past the caller's own, or past the longest allowed.",
  NOT_FOUND: 'There is no such thing, or none that the caller may see.',
  LIMIT_REACHED:
    'A limit is reached, e.g. of the API keys of the organization or the new secrets of a key, or that it keeps an admin.',
  CONFLICT:
    'What is there differs from what the request assumes. The payload carries what is there, if the caller may see it.',
  NOT_ACTIVE: 'The state of what is there does not allow this, e.g. of a key that is expired, disabled or blocked.',
  POLICY: "The organization's key policy does not allow this; the message names the rule and what is possible.",
};

/** A start-up or command-line failure that is told in one sentence and ends the program. */
export class StartError extends Error {
  override readonly name = 'StartError';

  /** @param exitCode 1 for a failure, 2 for bad usage or settings. */
  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 1,
  ) {
    super(message);
  }
}

/** What an error says; of anything else that was thrown, its text. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
