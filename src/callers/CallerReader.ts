import type { FastifyRequest } from 'fastify';
import type { Caller } from '../access/Caller';
import { AppError } from '../errors';
import type { Authenticator } from '../keys/Authenticator';
import type { AccessTokens } from '../tokens/AccessTokens';
import { credentialOf } from './credentialOf';
import { originOf } from './originOf';
import type { Credential } from './readCredential';

/** Finds out who makes a request, whichever credential it came with. */
export class CallerReader {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly tokens: AccessTokens,
  ) {}

  /**
   * The caller; null for a request without a credential.
   * @param credential where it does not stand in the `Authorization` header alone
   * Errors: `UNAUTHENTICATED` for a credential that does not hold; it is never taken for none.
   */
  async callerOf(request: FastifyRequest, credential: Credential = credentialOf(request)): Promise<Caller | null> {
    switch (credential.kind) {
      case 'NONE':
        return null;
      case 'MALFORMED':
        throw new AppError('UNAUTHENTICATED');
      case 'KEY':
        return this.authenticator.authenticate(credential.value, originOf(request));
      case 'TOKEN':
        return this.tokens.callerOf(credential.token, originOf(request));
    }
  }
}
