import type { ApiKey } from './ApiKey';
import { ApiKeyEndReason } from './ApiKeyEndReason';

/**
 * Whether somebody else may have the secret of a key that was ended. An earlier version disabled keys at `/oauth/revoke` and in a
 * restore, and wrote no reason: both count as compromised.
 */
export function isCompromised({ disabledAt, endReason }: Pick<ApiKey, 'disabledAt' | 'endReason'>): boolean {
  return endReason === ApiKeyEndReason.COMPROMISED || (endReason === null && disabledAt !== null);
}
