import type { FastifyRequest } from 'fastify';
import { credentialOf } from '../callers/credentialOf';
import { type Credential, keyThatCame } from '../callers/readCredential';
import { type KeyValue, parseKeyValue } from '../keys/keyValue';
import { formOf, required, single } from './formOf';
import { OAuthError } from './OAuthError';

/**
 * The credential of a request to an OAuth endpoint: the one of its header, or `client_id` and `client_secret` of its form.
 * A `client_id` alone is a name, no credential.
 * Errors: `invalid_request` for a secret both ways, twice, in the URL or without a name, and for two names.
 * Source: RFC 6749, section 2.3.1.
 */
export function clientCredentialOf(request: FastifyRequest): Credential {
  if (new URLSearchParams(request.raw.url?.split('?')[1]).has('client_secret')) {
    const remedy = 'Send client_secret in the form: a URL is kept in logs. Replace this API key.';
    throw new OAuthError('invalid_request', remedy);
  }
  const form = formOf(request);
  const [clientId, clientSecret] = [single(form, 'client_id'), single(form, 'client_secret')];
  const credential = credentialOf(request, readFormEncoded);
  if (clientSecret === null) return assertSameClient(credential, clientId);
  if (credential.kind !== 'NONE') {
    const remedy = 'Send the API key in the Authorization header or in the form, not in both.';
    throw new OAuthError('invalid_request', remedy);
  }
  return keyThatCame('FORM', parseKeyValue(`${required(form, 'client_id')}:${clientSecret}`));
}

function assertSameClient(credential: Credential, clientId: string | null): Credential {
  if (clientId !== null && credential.kind === 'KEY' && credential.value.user !== clientId) {
    throw new OAuthError('invalid_request', 'The client_id is not the user of the Authorization header.');
  }
  return credential;
}

/**
 * Reads HTTP Basic whose halves are form-encoded each. A key has neither `%` nor `+`: as it is, it means the same.
 * Source: RFC 6749, section 2.3.1 and appendix B.
 */
function readFormEncoded(text: string): KeyValue | null {
  const colon = text.indexOf(':');
  if (colon < 0) return null;
  try {
    return parseKeyValue([text.slice(0, colon), text.slice(colon + 1)].map(formDecoded).join(':'));
  } catch {
    return null; // A percent sign that stands for nothing.
  }
}

function formDecoded(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}
