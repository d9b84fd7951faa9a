import { DAY_MS } from '../clock';
import { type Condition, isBeyond } from '../storage/select';

/**
 * Units: days that no key was ever made to last, by any version: `MAX_API_KEY_DAYS` and one more, as servers' clocks
 * differ. It may grow with that limit and never shrink, or lists would leave out keys made before.
 */
export const LONGEST_LIFE_DAYS = 367;

/**
 * What bounds of the expiry date say about the date of creation: a key is made before it expires, and not long before.
 * A list by date of creation begins and ends there. Source: decision 032.
 */
export function boundsOfCreation(conditions: readonly Condition[]): Condition[] {
  return conditions.flatMap(({ bound }) => {
    if (bound?.column !== '"expiresAt"') return [];
    const value = Number(bound.value);
    if (bound.operator === '>') return [isBeyond('"createdAt"', '>', value - LONGEST_LIFE_DAYS * DAY_MS)];
    return [isBeyond('"createdAt"', '<', value + DAY_MS)];
  });
}
