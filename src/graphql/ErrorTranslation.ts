import { randomBytes } from 'node:crypto';
import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { AppError, ERRORS, type ErrorCode, type LogLevel } from '../errors';
import { asSentence } from './asSentence';
import { safeMessage } from './safeMessage';

/** Writes one line to the log. */
export type Report = (level: LogLevel, details: Readonly<Record<string, unknown>>, message: string) => void;

/** Whether a failure means that the database cannot answer right now. */
export type IsUnavailable = (error: unknown) => boolean;

/** Apollo's own codes, in ours. */
const TRANSLATED: Readonly<Record<string, ErrorCode>> = {
  GRAPHQL_PARSE_FAILED: 'GRAPHQL_PARSE_FAILED',
  GRAPHQL_VALIDATION_FAILED: 'GRAPHQL_VALIDATION_FAILED',
  OPERATION_RESOLUTION_FAILURE: 'BAD_USER_INPUT',
  BAD_USER_INPUT: 'BAD_USER_INPUT',
  BAD_REQUEST: 'BAD_REQUEST',
  PERSISTED_QUERY_NOT_FOUND: 'PERSISTED_QUERY_NOT_FOUND',
};

/** The one translation of errors for GraphQL: a known code and a safe message, or an incident id. */
export class ErrorTranslation {
  constructor(
    private readonly names: ReadonlySet<string>,
    private readonly isUnavailable: IsUnavailable,
    private readonly report: Report,
  ) {}

  /** What a caller is told of an error. */
  readonly format = (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const place = { locations: formatted.locations, path: formatted.path };
    const innermost = innermostOf(error);
    if (!(innermost instanceof AppError)) {
      const code = isBadRequest(error) ? 'BAD_REQUEST' : TRANSLATED[String(formatted.extensions?.code)];
      if (code) return { message: this.messageOf(code, formatted.message), ...place, extensions: { code } };
    }
    const { message, extensions } = this.failure(innermost, { path: formatted.path });
    return { message, ...place, extensions: { ...extensions } };
  };

  /** What a caller is told of a refusal, or of a failure of the server, whose details are in the log alone. */
  failure(error: unknown, details: Readonly<Record<string, unknown>>): AppError {
    if (error instanceof AppError) {
      this.report(ERRORS[error.code].logLevel, { ...details, code: error.code }, 'refused');
      return error;
    }
    const isUnavailable = this.isUnavailable(error);
    const code = isUnavailable ? 'SERVICE_UNAVAILABLE' : 'INTERNAL_SERVER_ERROR';
    const incident = isUnavailable ? {} : { incidentId: randomBytes(8).toString('hex') };
    const said = isUnavailable ? 'the database cannot answer' : 'something went wrong';
    this.report(ERRORS[code].logLevel, { ...details, code, ...incident, err: error }, said);
    return new AppError(code, ERRORS[code].message, incident);
  }

  private messageOf(code: ErrorCode, message: string): string {
    // A syntax error quotes the document; its place says enough.
    if (code === 'GRAPHQL_PARSE_FAILED' || code === 'PERSISTED_QUERY_NOT_FOUND') return ERRORS[code].message;
    // Apollo Server's sentences about the HTTP request repeat nothing of it, and end with the remedy.
    if (code === 'BAD_REQUEST') return asSentence(message);
    return safeMessage(message, this.names);
  }
}

/** Some of what Apollo Server refuses, such as a hash that is not the document's, has a status and no code. */
function isBadRequest(error: unknown): boolean {
  if (!(error instanceof GraphQLError) || error.originalError || error.extensions.code !== undefined) return false;
  const { http } = error.extensions as { http?: { status?: number } }; // Apollo Server's own word for a status.
  return http?.status === 400;
}

/** graphql-middleware wraps errors several deep. */
function innermostOf(error: unknown): unknown {
  let inner = unwrapResolverError(error);
  while (!(inner instanceof AppError) && (inner as GraphQLError | undefined)?.originalError) {
    inner = (inner as GraphQLError).originalError;
  }
  return inner;
}
