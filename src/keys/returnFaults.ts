import type { Caller } from '../access/Caller';
import { DAY_MS } from '../clock';
import { processesByIds } from '../processes/ProcessService';
import type { RunSql } from '../storage/Storage';
import type { ApiKey } from './ApiKey';
import { isCompromised } from './isCompromised';

/** For how long a deleted key can be restored, and keeps its name and notes. Units: days, and milliseconds. */
export const RESTORABLE_DAYS = 30;
export const RESTORABLE_MS = RESTORABLE_DAYS * DAY_MS;

const EXPIRED = 'The key has expired: make another.';

/** Why no caller can enable a disabled key. Shape: a sentence; null where it can. */
export function enablingFault(apiKey: ApiKey, isReplaced: boolean, now: number): string | null {
  if (now >= apiKey.expiresAt) return EXPIRED;
  if (!isCompromised(apiKey) || isReplaced) return null;
  return 'Somebody else may have the secret of this key: give replaceSecret: true.';
}

/** The same of a deleted key that is to be restored. */
export function restoringFault(apiKey: ApiKey, now: number): string | null {
  const { name, deletedAt, expiresAt } = apiKey;
  if (isCompromised(apiKey)) return 'Somebody else may have the secret of this key: make another key.';
  if (now >= expiresAt) return EXPIRED;
  // A key without a name was purged by a server whose clock is ahead.
  const isPast = deletedAt === null || now - deletedAt >= RESTORABLE_MS || name === '';
  return isPast ? `A key can be restored for ${RESTORABLE_DAYS} days after it was deleted: make another.` : null;
}

/** Whether the process of a deleted key is there. Shape: as of `enablingFault`. */
export async function ownerFault(sql: RunSql, caller: Caller, { processId }: ApiKey): Promise<string | null> {
  const [process] = processId === null ? [true] : await processesByIds(sql, caller, [processId]);
  return process ? null : 'The process of this key was deleted: make a key for another process.';
}
