import { type ApiKey, ApiKeyEndReason } from './ApiKey';

/**
 * Whether somebody else may have the secret of a key that was ended. An earlier version wrote no reason, and disabled keys for
 * whoever held their values, and in a restore: both count as that.
 */
export function isCompromised({ disabledAt, endReason }: Pick<ApiKey, 'disabledAt' | 'endReason'>): boolean {
  return endReason === ApiKeyEndReason.COMPROMISED || (endReason === null && disabledAt !== null);
}
