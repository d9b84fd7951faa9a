import type { FastifyRequest } from 'fastify';
import type { Caller } from '../access/Caller';
import { originOf } from '../callers/originOf';
import { clientCredentialOf } from './clientCredentialOf';
import { NEEDS_CLIENT, OAuthError } from './OAuthError';
import type { OAuthServices } from './OAuthServices';

/** A key as an OAuth client: its `user` is the client id, its `pass` the client secret. */
export interface Client {
  readonly caller: Caller;
  readonly user: string;
}

/**
 * Authenticates the client with HTTP Basic or with its secret in the form.
 * Errors: `invalid_client`, `invalid_request`, `UNAUTHENTICATED`. Source: RFC 6749, section 2.3.1.
 */
export async function authenticateClient(request: FastifyRequest, { authenticator }: OAuthServices): Promise<Client> {
  const credential = clientCredentialOf(request);
  if (credential.kind !== 'KEY' || credential.way === 'BEARER') throw new OAuthError('invalid_client', NEEDS_CLIENT);
  const caller = await authenticator.authenticate(credential.value, originOf(request));
  return { caller, user: credential.value.user };
}
