import { DAY_MS } from '../clock';
import { type Condition, isBeyond } from '../storage/select';

/**
 * What bounds of the expiry date say about the date of creation: a key is made before it expires; a day is for clocks that
 * differ. How long before is not known, since each rotation may give a key another end. A list by date of creation begins
 * or ends there. Source: decision 032.
 */
export function creationBounds(conditions: readonly Condition[]): Condition[] {
  return conditions.flatMap(({ bound }) => {
    if (bound?.column !== '"expiresAt"' || bound.operator === '>') return [];
    return [isBeyond('"createdAt"', '<', Number(bound.value) + DAY_MS)];
  });
}
