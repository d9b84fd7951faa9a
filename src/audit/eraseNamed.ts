import type { AuditEvent } from '../events/AuditEvent';
import type { PersonalPart } from '../events/auditLeaf';
import type { Storage } from '../storage/Storage';
import { eraseParts } from './eraseParts';
import { namedRows } from './namedRows';

/** What is to be erased, and from which rows. */
export interface Named {
  readonly organizationId: string;
  /** Of the target or actor. */
  readonly id: string;
  readonly partsOf: (row: AuditEvent) => readonly PersonalPart[];
}

/**
 * Erases parts of all rows in which somebody, or something, is target or actor; a page of rows a transaction, so that others
 * write in between. What was erased before is left alone. Shape: how many rows were changed.
 * @param stop ends it early
 */
export async function eraseNamed(storage: Storage, named: Named, stop?: AbortSignal): Promise<number> {
  const { organizationId, id, partsOf } = named;
  let [count, missed] = [0, 0];
  do {
    missed = 0;
    for await (const rows of namedRows(storage.sql, organizationId, id)) {
      if (stop?.aborted) return count;
      const erasures = rows.map((row) => ({ row, parts: partsOf(row) }));
      const { erasedCount, missedCount } = await storage.write(
        ({ sql }) => eraseParts(sql, erasures),
        'READ_COMMITTED',
      );
      count += erasedCount;
      missed += missedCount;
    }
  } while (missed > 0);
  return count;
}
