import type { FastifyReply } from 'fastify';
import { type AppError, ERRORS } from '../errors';
import { HttpError } from './HttpError';
import { refusalHeaders } from './refusalHeaders';

/** The one translation of errors for plain HTTP: the same shape and codes as GraphQL's. */
export function sendError(reply: FastifyReply, error: AppError, status: number = statusOf(error)): FastifyReply {
  const { code, message, extensions } = error;
  const refusal = { status, lacksScopes: code === 'FORBIDDEN', retryAfterSeconds: extensions.retryAfterSeconds };
  return reply
    .code(status)
    .headers(refusalHeaders(refusal, (name) => reply.request.headers[name]))
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ errors: [{ message, extensions }] }));
}

/** The status of an answer that holds nothing but this error. */
export function statusOf(error: AppError): number {
  return error instanceof HttpError ? error.status : ERRORS[error.code].status;
}
