import { type ASTNode, GraphQLError } from 'graphql';

/** How loud a failure is in the log, decided once, here. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

interface CatalogueEntry {
  /** The HTTP status of an answer in which nothing could be answered. */
  readonly status: number;
  readonly message: string;
  readonly logLevel: LogLevel;
  readonly fault: 'caller' | 'server';
}

/**
 * Every code that a top-level error may carry in `extensions.code`.
 */
export const ERRORS = {
  UNAUTHENTICATED: {
    status: 401,
    message: 'A valid API key is required: send it with HTTP Basic, or as "Authorization: Bearer user:pass".',
    logLevel: 'debug',
    fault: 'caller',
  },
  FORBIDDEN: {
    status: 200,
    message: 'The caller lacks the scopes that this field needs.',
    logLevel: 'debug',
    fault: 'caller',
  },
  CROSS_SITE_REQUEST: {
    status: 403,
    message: 'Pages of other sites may not ask this.',
    logLevel: 'info',
    fault: 'caller',
  },
  OTHER_ORGANIZATION: {
    status: 409,
    message: 'The caller is in another organization than the one that the request is meant for.',
    logLevel: 'debug',
    fault: 'caller',
  },
  BAD_USER_INPUT: { status: 400, message: 'The input is wrong.', logLevel: 'debug', fault: 'caller' },
  BAD_REQUEST: { status: 400, message: 'The request is wrong.', logLevel: 'debug', fault: 'caller' },
  // The words by which clients know that they must send the whole document.
  PERSISTED_QUERY_NOT_FOUND: {
    status: 200,
    message: 'PersistedQueryNotFound',
    logLevel: 'debug',
    fault: 'caller',
  },
  GRAPHQL_PARSE_FAILED: {
    status: 400,
    message: 'The document is not valid GraphQL.',
    logLevel: 'debug',
    fault: 'caller',
  },
  GRAPHQL_VALIDATION_FAILED: {
    status: 400,
    message: 'The document does not fit the schema.',
    logLevel: 'debug',
    fault: 'caller',
  },
  RATE_LIMITED: {
    status: 429,
    message: 'Too many requests. Wait, then try again.',
    logLevel: 'info',
    fault: 'caller',
  },
  SERVICE_UNAVAILABLE: {
    status: 503,
    message: 'The service cannot answer right now. Wait, then try again.',
    logLevel: 'error',
    fault: 'server',
  },
  INTERNAL_SERVER_ERROR: {
    status: 500,
    message: 'Something went wrong on our side. Quote the incident id when you report it.',
    logLevel: 'error',
    fault: 'server',
  },
} as const satisfies Record<string, CatalogueEntry>;

/** A code of the catalogue. */
export type ErrorCode = keyof typeof ERRORS;

/**
 * A failure of the catalogue. As a GraphQL error it may be thrown anywhere, and returned by a shield rule.
 * Shape: `extensions` carries `code`, and `requiredScopes`, `path` or `reason` where they apply.
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
  const sets = requiredScopes.map((scopes) => scopes.join(' and ')).join(', or ');
  return new AppError('FORBIDDEN', `This field needs ${sets}.`, { requiredScopes });
}

/** The refusal of a caller that is not a person: no scope would change it. */
export function forPeopleOnly(): AppError {
  return new AppError('FORBIDDEN', 'This is for people who signed in; an API key cannot do it.', {
    requiredScopes: [],
  });
}

/** Too many tries. Units: milliseconds until the next one may be made. */
export function rateLimited(waitMs: number): AppError {
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1_000));
  return new AppError('RATE_LIMITED', ERRORS.RATE_LIMITED.message, { retryAfterSeconds });
}

/** The input at this place is wrong. Shape: `path` names the place, outermost first, e.g. `["first"]`. */
export function badInput(message: string, path: readonly string[], node: ASTNode | null = null): AppError {
  return new AppError('BAD_USER_INPUT', message, { path }, node);
}

/** Why a mutation did not do what it was asked to. */
export enum UserErrorCode {
  INVALID = 'INVALID',
  UNKNOWN_SCOPE = 'UNKNOWN_SCOPE',
  SCOPE_NOT_GRANTABLE = 'SCOPE_NOT_GRANTABLE',
  EXPIRES_IN_PAST = 'EXPIRES_IN_PAST',
  EXPIRES_TOO_LATE = 'EXPIRES_TOO_LATE',
  NOT_FOUND = 'NOT_FOUND',
  LIMIT_REACHED = 'LIMIT_REACHED',
}

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
