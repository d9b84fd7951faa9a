import type { FastifyReply } from 'fastify';
import { withholdKeyExpiry } from '../callers/keyExpiry';
import { type AppError, ERRORS } from '../errors';
import { HttpError } from './HttpError';
import { mediaTypeFor } from './mediaTypeFor';
import { refusalHeaders } from './refusalHeaders';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the route speaks GraphQL over HTTP: its errors have the media type that was asked for. */
    isGraphql?: boolean;
  }
}

/** The one translation of errors for plain HTTP: the same shape and codes as GraphQL's. */
export function sendError(reply: FastifyReply, error: AppError, status: number = statusOf(error)): FastifyReply {
  const { code, message, extensions } = error;
  const { headers, routeOptions } = reply.request;
  const refusal = { status, lacksScopes: code === 'FORBIDDEN', retryAfterSeconds: extensions.retryAfterSeconds };
  if (status === 401) withholdKeyExpiry(reply);
  return reply
    .code(status)
    .headers(refusalHeaders(refusal, (name) => headers[name]))
    .type(mediaTypeFor(routeOptions.config.isGraphql ? headers.accept : undefined))
    .send(JSON.stringify({ errors: [{ message, extensions }] }));
}

/** The status of an answer that holds nothing but this error. */
export function statusOf(error: AppError): number {
  return error instanceof HttpError ? error.status : ERRORS[error.code].status;
}
