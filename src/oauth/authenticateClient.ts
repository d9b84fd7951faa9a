import type { FastifyRequest } from 'fastify';
import type { Caller } from '../access/Caller';
import { credentialOf } from '../callers/credentialOf';
import { originOf } from '../callers/originOf';
import { formOf, single } from './formOf';
import { NEEDS_CLIENT, OAuthError } from './OAuthError';
import type { OAuthServices } from './OAuthServices';

/** A key as an OAuth client: its `user` is the client id, its `pass` the client secret. */
export interface Client {
  readonly caller: Caller;
  readonly user: string;
}

/**
 * Authenticates the client with HTTP Basic, the one way that there is.
 * Errors: `invalid_client`, `invalid_request`, `UNAUTHENTICATED`. Source: RFC 6749, section 2.3.1.
 */
export async function authenticateClient(request: FastifyRequest, { authenticator }: OAuthServices): Promise<Client> {
  const credential = credentialOf(request);
  if (credential.kind !== 'KEY' || credential.scheme !== 'basic') {
    throw new OAuthError('invalid_client', NEEDS_CLIENT);
  }
  const form = formOf(request);
  const clientId = single(form, 'client_id');
  if (form.has('client_secret') || (clientId !== null && clientId !== credential.value.user)) {
    throw new OAuthError('invalid_request', 'The client is named in the Authorization header alone.');
  }
  const caller = await authenticator.authenticate(credential.value, originOf(request));
  return { caller, user: credential.value.user };
}
