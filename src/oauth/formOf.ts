import type { FastifyRequest } from 'fastify';
import { OAuthError } from './OAuthError';

/**
 * The parameters of a request.
 * Errors: `invalid_request` where the body is no form. Source: RFC 6749, appendix B.
 */
export function formOf({ body }: FastifyRequest): URLSearchParams {
  if (body instanceof URLSearchParams) return body;
  throw new OAuthError('invalid_request', 'The body must be application/x-www-form-urlencoded.');
}

/**
 * A parameter that may be given once. Shape: null where it is left out or empty.
 * Errors: `invalid_request` where it is given twice. Source: RFC 6749, section 3.2.
 */
export function single(form: URLSearchParams, name: string): string | null {
  const values = form.getAll(name);
  if (values.length > 1) throw new OAuthError('invalid_request', `The parameter ${name} is given more than once.`);
  return values[0] || null;
}

/** A parameter that must be given. Errors: `invalid_request` where it is not. */
export function required(form: URLSearchParams, name: string): string {
  const value = single(form, name);
  if (value === null) throw new OAuthError('invalid_request', `The parameter ${name} is missing.`);
  return value;
}
