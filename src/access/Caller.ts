import type { RunSql } from '../storage/Storage';
import type { ScopeName } from './ScopeName';

/** An organization, as far as every caller may see its own. Units: `createdAt` in epoch milliseconds. */
export interface CallerOrganization {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
}

/** Where a request came from, as the audit log knows it. */
export interface Origin {
  readonly address: string;
  readonly requestId: string;
  /** What the client calls itself; null where it says nothing, or is no client of HTTP. */
  readonly userAgent?: string | null;
}

/**
 * What makes a request: an API key, a token made from one, a member, or the operator at the command line. It belongs to
 * one organization. A caller that is bound to a process reaches nothing outside it.
 * Units: `expiresAt` in epoch milliseconds, null where nothing ends it; of a key it is the end of the secret that came.
 */
export interface Caller extends Origin {
  readonly kind: 'API_KEY' | 'TOKEN' | 'MEMBER' | 'OPERATOR';
  /** Of the key, the membership, or null for the operator. */
  readonly id: string | null;
  readonly name: string;
  readonly organizationId: string;
  readonly processId: string | null;
  readonly scopes: ReadonlySet<ScopeName>;
  readonly expiresAt: number | null;
  /** When the credential itself ends: a token, never later than its key, or a session. Units: as of `expiresAt`. */
  readonly credentialEndsAt?: number;
  readonly apiKeyId: string | null;
  /** The secret of the key that came, or that the token was made with; absent of members and the operator. */
  readonly secret?: CallerSecret;
  /** Notes what a secret that a rotation replaces is still used for; absent of every other credential. */
  readonly noteUse?: (use: SecretUse) => void;
  /** The person behind a session; absent for everything else. */
  readonly person?: Person;
  /** The organization at the time of authentication, where it was read with the credential. */
  readonly organization?: CallerOrganization;
  /** Whether a session still holds, asked inside a write transaction; absent of every other credential. */
  readonly stillHolds?: (sql: RunSql) => Promise<boolean>;
  /**
   * What a key or a token is good for by now, asked inside a write transaction; null where it holds no more. Absent of members
   * and the operator.
   */
  readonly asItIs?: (sql: RunSql) => Promise<Standing | null>;
}

/** What of a calling key, or of a token made from one, may change. */
export type Standing = Pick<Caller, 'scopes' | 'expiresAt' | 'secret'>;

/** A secret of a calling key. Shape: `number` counts the secrets of the key from 1. */
export interface CallerSecret {
  readonly number: number;
  readonly state: 'CURRENT' | 'PENDING' | 'RETIRING';
}

/** What a secret was used for. Shape: `operation` is the name of an operation of GraphQL, or that of an endpoint. */
export interface SecretUse {
  readonly userAgent: string | null;
  readonly operation: string | null;
}

/** A person who signed in. */
export interface Person {
  readonly userId: string;
  readonly email: string;
  readonly sessionId: string;
}

/** What resolvers of sessions may use of the GraphQL context. There may be no caller yet. */
export interface SessionContext {
  /** Null for a request without a credential; only open fields are then executed. */
  readonly caller: Caller | null;
  readonly origin: Origin;
  /** Sets the browser's cookie to the token of a session. Null removes the cookie. */
  setSessionToken(token: string | null): void;
}

/** What every resolver may use of the GraphQL context: the caller, which has passed the policy. */
export interface CallerContext {
  readonly caller: Caller;
}
