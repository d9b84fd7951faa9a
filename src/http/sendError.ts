import type { FastifyReply } from 'fastify';
import { type AppError, ERRORS, RETRY_AFTER_SECONDS } from '../errors';
import { challengeFor } from './challenge';
import { HttpError } from './HttpError';

/** The one translation of errors for plain HTTP: the same shape and codes as GraphQL's. */
export function sendError(reply: FastifyReply, error: AppError, status: number = statusOf(error)): FastifyReply {
  if (status === 401) {
    reply.header(
      'www-authenticate',
      challengeFor((name) => reply.request.headers[name]),
    );
  }
  if (status === 429 || status === 503) reply.header('retry-after', String(RETRY_AFTER_SECONDS));
  const { message, extensions } = error;
  return reply
    .code(status)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ errors: [{ message, extensions }] }));
}

/** The status of an answer that holds nothing but this error. */
export function statusOf(error: AppError): number {
  return error instanceof HttpError ? error.status : ERRORS[error.code].status;
}
