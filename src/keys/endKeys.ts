import { chunksOf } from '../storage/chunksOf';
import type { RunSql } from '../storage/Storage';

/** Units: keys that one statement ends. */
const MAX_KEYS = 500;

/**
 * Ends keys: `deletedAt` makes tombstones of them, `disabledAt` leaves them in the lists. The caller announces each.
 * Units: `now` in epoch milliseconds.
 */
export async function endKeys(
  sql: RunSql,
  column: 'deletedAt' | 'disabledAt',
  keys: readonly { readonly id: string }[],
  now: number,
): Promise<void> {
  for (const some of chunksOf(keys, MAX_KEYS)) {
    const places = some.map((_key, index) => `$${index + 2}`).join(', ');
    await sql(`UPDATE "api_key" SET "${column}" = $1 WHERE "id" IN (${places})`, [now, ...some.map(({ id }) => id)]);
  }
}
