import type { SessionContext } from '../access/Caller';

/** What every resolver and rule may read of a request. */
export interface Context extends SessionContext {
  /** Whether a browser says that a page of another site makes the request. */
  readonly isCrossSite: boolean;
  /** Whether a gateway proved itself with the shared secret. */
  readonly isGateway: boolean;
}
