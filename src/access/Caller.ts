import type { RunSql } from '../storage/Storage';
import type { ScopeName } from './ScopeName';

/** An organization, as far as every caller may see its own. */
export interface CallerOrganization {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
}

/** Where a request came from, as the audit log knows it. */
export interface Origin {
  readonly address: string;
  readonly requestId: string;
}

/**
 * Whoever makes a request: an API key, a token made from one, a member, or the operator at the command line. Always
 * exactly one organization; a caller bound to a process has nothing outside it.
 * Units: `expiresAt` in epoch milliseconds, null where nothing ends it.
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
  /** The person behind a session; absent for everything else. */
  readonly person?: Person;
  /** The organization as it was when the caller was let in, where that had to be read anyway. */
  readonly organization?: CallerOrganization;
  /** Whether the credential still holds, asked inside a write transaction; absent where nothing could have ended it. */
  readonly stillHolds?: (sql: RunSql) => Promise<boolean>;
}

/** A person who signed in. */
export interface Person {
  readonly userId: string;
  readonly email: string;
  readonly sessionId: string;
}

/** What the resolvers of sessions may read of the GraphQL context: they are asked by people who are nobody yet, too. */
export interface SessionContext {
  /** Null for a request without a credential; only open fields are then executed. */
  readonly caller: Caller | null;
  readonly origin: Origin;
  /** Hands the token of a session to the browser, in a cookie; null takes it away. */
  setSessionToken(token: string | null): void;
}

/** What the resolvers of every module may read of the GraphQL context: the caller, once the policy let it in. */
export interface CallerContext {
  readonly caller: Caller;
}
