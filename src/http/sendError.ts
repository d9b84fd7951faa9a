import type { FastifyReply } from 'fastify';
import { type AppError, CHALLENGE, ERRORS, RETRY_AFTER_SECONDS } from '../errors';
import { HttpError } from './HttpError';

/** The one translation of errors for plain HTTP: the same shape and codes as GraphQL's. */
export function sendError(reply: FastifyReply, error: AppError, status: number = statusOf(error)): FastifyReply {
  if (status === 401) reply.header('www-authenticate', CHALLENGE);
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
