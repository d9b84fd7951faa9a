import { DEFAULT_API_KEY_DAYS } from '../generated/limits';
import type { ExpiryWish } from './ExpiryWish';
import type { KeyPolicy } from './useKeyPolicy';

/** What the key policy proposes; until it is known, what one proposes that nobody changed. */
export function usualExpiry(policy: KeyPolicy | null): ExpiryWish {
  if (policy === null) return { days: DEFAULT_API_KEY_DAYS };
  const { defaultLifetimeDays: days, maxLifetimeDays } = policy;
  return { days, isMost: days === maxLifetimeDays };
}
