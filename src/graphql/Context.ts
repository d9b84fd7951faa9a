import type { SessionContext } from '../access/Caller';
import type { RequestUse } from '../callers/noteUse';

/** What every resolver and rule may read of a request. */
export interface Context extends SessionContext {
  /** Whether a browser says that a page of another site makes the request. */
  readonly isCrossSite: boolean;
  /** Whether a gateway proved itself with the shared secret. */
  readonly isGateway: boolean;
  /** What a key is being used for; null where no key is. */
  readonly use: RequestUse | null;
  /** Says nothing of when the caller's key ends: it turned out that the credential no longer holds. */
  withholdKeyExpiry(): void;
}
