import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller, Origin } from '../access/Caller';
import { EndedCredential } from '../access/EndedCredential';
import { AppError, rateLimited } from '../errors';
import type { Authenticator } from '../keys/Authenticator';
import type { KeyValue } from '../keys/keyValue';
import type { FailureBudget } from '../limits/FailureBudget';
import type { Meter } from '../metrics/Meter';
import type { AccessTokens } from '../tokens/AccessTokens';
import { credentialOf } from './credentialOf';
import { tellKeyExpiry } from './keyExpiry';
import { originOf } from './originOf';
import type { Credential } from './readCredential';

const TOO_MANY = 'Too many credentials from this network did not work. Send one that works, or wait.';

/** Finds out who makes a request, whichever credential it came with. */
export class CallerReader {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly tokens: AccessTokens,
    private readonly failures: FailureBudget,
    private readonly meter: Meter,
  ) {}

  /**
   * The caller; null for a request without a credential. The answer says when its key ends.
   * @param credential where it does not stand in the `Authorization` header alone
   * Errors: `UNAUTHENTICATED` for a credential that does not hold; it is never taken for none. `RATE_LIMITED` instead
   * for one that may be guessed (wrong, unknown or malformed), where the network of the client has used up its budget of
   * failures. One that worked once is no guess.
   */
  async callerOf(
    request: FastifyRequest,
    reply: FastifyReply,
    credential: Credential = credentialOf(request),
  ): Promise<Caller | null> {
    if (credential.kind === 'NONE') return null;
    const caller = await this.orSpend(request, (origin) => this.find(credential, origin));
    tellKeyExpiry(reply, caller);
    return caller;
  }

  /**
   * Who holds the value of a key, for ending that key: the key itself may have ended. The answer tells nothing of it.
   * Errors: as of `callerOf`.
   */
  holderOf(request: FastifyRequest, value: KeyValue): Promise<Caller> {
    return this.orSpend(request, (origin) => this.authenticator.holderOf(value, origin));
  }

  private async orSpend(request: FastifyRequest, find: (origin: Origin) => Promise<Caller>): Promise<Caller> {
    const origin = originOf(request);
    try {
      return await find(origin);
    } catch (error) {
      const isGuess =
        error instanceof AppError && error.code === 'UNAUTHENTICATED' && !(error instanceof EndedCredential);
      if (!isGuess) throw error;
      const waitMs = this.failures.spend(origin.address);
      throw waitMs === null ? error : rateLimited(waitMs, TOO_MANY);
    }
  }

  private async find(credential: Exclude<Credential, { kind: 'NONE' }>, origin: Origin): Promise<Caller> {
    switch (credential.kind) {
      case 'MALFORMED':
        this.meter.keyRefused('malformed');
        throw new AppError('UNAUTHENTICATED');
      case 'KEY':
        return this.authenticator.authenticate(credential.value, origin);
      case 'TOKEN':
        return this.tokens.callerOf(credential.token, origin);
    }
  }
}
