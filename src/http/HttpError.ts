import { AppError } from '../errors';

const MESSAGES: Readonly<Record<number, string>> = {
  400: 'The request is not well-formed: the body must be valid JSON.',
  403: 'This server is to be called over HTTPS.',
  404: 'There is nothing at this address. GraphQL is at /graphql.',
  405: 'This address does not take this method.',
  413: 'The request body is too large.',
  415: 'The body must be application/json in UTF-8, without a content encoding.',
  503: 'The server is stopping. Try again.',
};

/** A fault of the HTTP request itself, or of the server's state, that a status tells of. Source: decision 023. */
export class HttpError extends AppError {
  constructor(
    readonly status: number,
    message = MESSAGES[status] ?? MESSAGES[400],
  ) {
    super(status >= 500 ? 'SERVICE_UNAVAILABLE' : 'BAD_REQUEST', message);
  }
}
