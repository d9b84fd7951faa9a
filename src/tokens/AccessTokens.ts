import { errors, jwtVerify, SignJWT } from 'jose';
import type { Caller, Origin } from '../access/Caller';
import { EndedCredential } from '../access/EndedCredential';
import type { ScopeName } from '../access/ScopeName';
import type { Clock } from '../clock';
import { AppError } from '../errors';
import { isId, newId } from '../id';
import type { Authenticator, TokenGrant } from '../keys/Authenticator';
import type { Meter } from '../metrics/Meter';
import type { RunSql } from '../storage/Storage';
import type { SigningKey } from './SigningKey';
import { SIGNING_ALGORITHM, type UsableKey } from './SigningKeySeal';
import type { SigningKeys } from './SigningKeys';

/** Source: RFC 9068, section 2.1. */
const TYPE = 'at+jwt';

/**
 * What an access token says.
 * Units: `exp` and `iat` in seconds since the epoch. Source: RFC 9068, section 2.2.
 */
export interface TokenClaims {
  readonly iss: string;
  /** The `user` of the key that it was made from, as is `client_id`. */
  readonly sub: string;
  readonly client_id: string;
  readonly aud: string | string[];
  readonly exp: number;
  readonly iat: number;
  readonly jti: string;
  /** Shape: names with one space between them. */
  readonly scope: string;
  readonly organization_id: string;
  /** Absent where the key is the organization's. */
  readonly process_id?: string;
  readonly key_id: string;
  /** The number of the secret that it was made with. Absent: 1, the only one that a key had when the token was made. */
  readonly secret_number?: number;
}

/** What a token is to be good for. */
export interface TokenRequest {
  /** The `user` of the key. */
  readonly user: string;
  readonly scopes: readonly ScopeName[];
  readonly audience: readonly [string, ...string[]];
}

/** A token as it is handed out. */
export interface IssuedToken {
  readonly token: string;
  readonly expiresInSeconds: number;
}

/** The services that access tokens are made and checked with. `issuer` is the address of this server from outside. */
export interface TokenServices {
  readonly signingKeys: SigningKeys;
  readonly authenticator: Authenticator;
  readonly meter: Meter;
  readonly clock: Clock;
  readonly issuer: () => string;
  readonly tokenSeconds: number;
}

interface VerifiedToken {
  readonly claims: TokenClaims;
  readonly keyId: string;
}

/** What became of a token and of the key that signed it. */
interface TokenState extends Pick<SigningKey, 'secretVersion' | 'endsAt'> {
  readonly revokedId: string | null;
}

const STATE = `
  SELECT s."secretVersion", s."endsAt", r."id" AS "revokedId"
  FROM "signing_key" s LEFT JOIN "revoked_token" r ON r."id" = $2
  WHERE s."id" = $1`;

/** Makes and checks access tokens. A token has no scope that its key lacks, and ends no later. */
export class AccessTokens {
  constructor(private readonly services: TokenServices) {}

  /**
   * Makes a token. The caller of this function checks the scopes.
   * Errors: null where the key ends within this second, and no token could be made that lasts no longer.
   */
  async issue(caller: Caller, { user, scopes, audience }: TokenRequest): Promise<IssuedToken | null> {
    const { signingKeys, clock, issuer, tokenSeconds } = this.services;
    const now = clock();
    const iat = Math.floor(now / 1_000);
    const exp = Math.min(iat + tokenSeconds, Math.floor((caller.expiresAt ?? Number.POSITIVE_INFINITY) / 1_000));
    if (exp <= iat) return null;
    const claims: TokenClaims = {
      iss: issuer(),
      sub: user,
      client_id: user,
      aud: audience.length === 1 ? audience[0] : [...audience],
      exp,
      iat,
      jti: newId(now),
      scope: scopes.join(' '),
      organization_id: caller.organizationId,
      ...(caller.processId === null ? {} : { process_id: caller.processId }),
      key_id: caller.apiKeyId ?? '',
      secret_number: caller.secret?.number ?? 1,
    };
    const { id: kid, privateKey } = await signingKeys.current();
    const token = await new SignJWT({ ...claims })
      .setProtectedHeader({ alg: SIGNING_ALGORITHM, typ: TYPE, kid })
      .sign(privateKey);
    return { token, expiresInSeconds: exp - iat };
  }

  /**
   * The caller that a token stands for, at this server.
   * Errors: `UNAUTHENTICATED` for a token that does not hold, is for somebody else, or whose key does not work; an
   * `EndedCredential` where this server signed it.
   */
  async callerOf(token: string, origin: Origin): Promise<Caller> {
    const verified = await this.verify(token, this.services.issuer());
    return this.services.authenticator.authenticateToken(this.grantOf(verified), origin);
  }

  /**
   * What a token says, and the caller that it stands for, whomever it is for.
   * Errors: null for a token that does not hold, or whose key does not work.
   */
  read(token: string, origin: Origin): Promise<{ readonly claims: TokenClaims; readonly caller: Caller } | null> {
    return orNull(async () => {
      const verified = await this.verify(token);
      const caller = await this.services.authenticator.authenticateToken(this.grantOf(verified), origin);
      return { claims: verified.claims, caller };
    });
  }

  /**
   * What a token says, whomever it is for, and whatever became of it and of the API key that it was made from.
   * Errors: null for what is no token of this server, for one that has expired, and where its signing key holds no more: others
   * may have signed it.
   */
  claimsOf(token: string): Promise<TokenClaims | null> {
    return orNull(async () => {
      const { claims, keyId } = await this.verify(token);
      const signingKeys = await this.services.signingKeys.list();
      return signingKeys.some(({ id }) => id === keyId) ? claims : null;
    });
  }

  /**
   * @param audience whom it must be for; anybody if left out
   * Errors: `UNAUTHENTICATED`; an `EndedCredential` where the signature held.
   * Source: RFC 9068, section 4; RFC 8725, sections 3.1, 3.8, 3.9 and 3.11.
   */
  private async verify(token: string, audience?: string): Promise<VerifiedToken> {
    try {
      const { payload, protectedHeader } = await jwtVerify<TokenClaims>(token, ({ kid }) => this.keyOf(kid), {
        algorithms: [SIGNING_ALGORITHM],
        typ: TYPE,
        issuer: this.services.issuer(),
        ...(audience === undefined ? {} : { audience }),
        requiredClaims: ['exp', 'jti', 'sub'],
        currentDate: new Date(this.services.clock()),
      });
      return { claims: payload, keyId: protectedHeader.kid ?? '' };
    } catch (error) {
      // Claims are looked at once the signature held.
      if (error instanceof errors.JWTExpired || error instanceof errors.JWTClaimValidationFailed) {
        this.services.meter.keyRefused('ended_token');
        throw new EndedCredential();
      }
      if (!(error instanceof errors.JOSEError)) throw error;
      this.services.meter.keyRefused('invalid_token');
      throw new AppError('UNAUTHENTICATED');
    }
  }

  /** @param kid whatever the header says: nobody has checked it yet */
  private async keyOf(kid: unknown): Promise<UsableKey> {
    const key = typeof kid === 'string' && isId(kid) ? await this.services.signingKeys.publicKeyOf(kid) : null;
    if (!key) throw new errors.JWKSNoMatchingKey();
    return key;
  }

  private grantOf({ claims, keyId }: VerifiedToken): TokenGrant {
    const { sub, key_id, secret_number = 1, scope, exp, jti } = claims;
    const { signingKeys } = this.services;
    return {
      user: sub,
      apiKeyId: key_id,
      secretNumber: secret_number,
      scopes: scope.split(' '),
      expiresAt: exp * 1_000,
      stillHolds: async (sql: RunSql) => {
        const [state] = await sql<TokenState>(STATE, [keyId, jti]);
        return state !== undefined && state.revokedId === null && signingKeys.holds(state);
      },
    };
  }
}

/** Errors: null for a credential that does not hold. */
async function orNull<T>(read: () => Promise<T | null>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof AppError && error.code === 'UNAUTHENTICATED') return null;
    throw error;
  }
}
