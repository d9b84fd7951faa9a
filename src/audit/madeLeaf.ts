import type { AuditEvent } from '../events/AuditEvent';
import { leafOf } from '../events/auditLeaf';

/** The leaf of what a row holds. Errors: null where a column holds what no server writes there, such as half an object. */
export function madeLeaf(row: AuditEvent): string | null {
  try {
    return leafOf(row);
  } catch {
    return null;
  }
}
