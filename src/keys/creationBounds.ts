import { MAX_API_KEY_DAYS } from '../access/PolicyTerms';
import { DAY_MS } from '../clock';
import { type Condition, isBeyond } from '../storage/select';

/**
 * A life that no version ever let a key have: one day more than the limit, as servers' clocks differ. It may grow with
 * the limit. It must not shrink with it, or lists would leave out keys that were made before. Units: days.
 */
export const LONGEST_LIFE_DAYS = MAX_API_KEY_DAYS + 1;

/**
 * What bounds of the expiry date say about the date of creation: a key is made before it expires, and not long before.
 * A list by date of creation begins and ends there. Source: decision 032.
 */
export function creationBounds(conditions: readonly Condition[]): Condition[] {
  return conditions.flatMap(({ bound }) => {
    if (bound?.column !== '"expiresAt"') return [];
    const value = Number(bound.value);
    if (bound.operator === '>') return [isBeyond('"createdAt"', '>', value - LONGEST_LIFE_DAYS * DAY_MS)];
    return [isBeyond('"createdAt"', '<', value + DAY_MS)];
  });
}
