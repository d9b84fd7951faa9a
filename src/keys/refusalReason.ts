import type { RefusalReason } from '../metrics/LABEL_VALUES';
import { ApiKeyStatus, statusOf } from './ApiKeyStatus';
import type { KeyRow } from './KeyLookup';
import { isOwnerThere } from './keyHolds';

const REASONS: Readonly<Record<Exclude<ApiKeyStatus, ApiKeyStatus.ACTIVE>, RefusalReason>> = {
  [ApiKeyStatus.EXPIRED]: 'expired',
  [ApiKeyStatus.DISABLED]: 'disabled',
  [ApiKeyStatus.BLOCKED]: 'blocked',
  [ApiKeyStatus.DELETED]: 'deleted',
};

/** Why a key does not work, for the metrics; null where it works. Units: `now` in epoch milliseconds. */
export function refusalReason(row: KeyRow, now: number): RefusalReason | null {
  const status = statusOf(row, now);
  if (status !== ApiKeyStatus.ACTIVE) return REASONS[status];
  return isOwnerThere(row) ? null : 'owner_ended';
}
