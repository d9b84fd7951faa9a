import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../access/Caller';
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
 * Errors: `invalid_client`, `invalid_request`, `UNAUTHENTICATED`, `RATE_LIMITED`. Source: RFC 6749, section 2.3.1.
 */
export async function authenticateClient(
  request: FastifyRequest,
  reply: FastifyReply,
  { callers }: OAuthServices,
): Promise<Client> {
  const credential = clientCredentialOf(request);
  const isOfAnotherKind = credential.kind === 'TOKEN' || (credential.kind === 'KEY' && credential.way === 'BEARER');
  const caller = isOfAnotherKind ? null : await callers.callerOf(request, reply, credential);
  if (!caller || credential.kind !== 'KEY') throw new OAuthError('invalid_client', NEEDS_CLIENT);
  return { caller, user: credential.value.user };
}
