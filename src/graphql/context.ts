import type { Caller } from '../access/caller';

/** What every resolver and rule may read of a request. */
export interface Context {
  /** Null for a request without a credential; only open fields are then executed. */
  readonly caller: Caller | null;
  /** Whether a gateway proved itself with the shared secret. */
  readonly isGateway: boolean;
}
