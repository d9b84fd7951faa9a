import { ApiKeyStatus, statusOf } from './ApiKeyStatus';
import type { KeyRow } from './KeyLookup';
import type { WorkingSecret } from './workingSecrets';

/** Whether a key works, and its owner is there. Units: `now` in epoch milliseconds, here and below. */
export function keyHolds(row: KeyRow, now: number): boolean {
  return isOwnerThere(row) && statusOf(row, now) === ApiKeyStatus.ACTIVE;
}

/** Whether the organization and the process of a key are there. */
export function isOwnerThere({ organizationDisabledAt, processDeletedAt }: KeyRow): boolean {
  return organizationDisabledAt === null && processDeletedAt === null;
}

/** Whether a secret has ended before its key. */
export function isRetired({ endsAt }: WorkingSecret, { expiresAt }: KeyRow, now: number): boolean {
  return endsAt <= now && endsAt < expiresAt;
}
