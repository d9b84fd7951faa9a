import type { FastifyReply } from 'fastify';
import { withholdKeyExpiry } from '../callers/keyExpiry';
import { refusalHeaders } from '../http/refusalHeaders';
import type { OAuthError } from './OAuthError';

/** Answers with an error as the RFCs shape it. */
export function sendOAuthError(reply: FastifyReply, error: OAuthError): FastifyReply {
  const { code, message, status, retryAfterSeconds } = error;
  const refusal = { status, lacksScopes: code === 'insufficient_scope', retryAfterSeconds };
  if (status === 401) withholdKeyExpiry(reply);
  return reply
    .code(status)
    .headers(refusalHeaders(refusal, (name) => reply.request.headers[name]))
    .type('application/json; charset=utf-8')
    .send({ error: code, error_description: message });
}
