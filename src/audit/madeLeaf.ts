import type { AuditEvent } from '../events/AuditEvent';
import { leafOf } from '../events/auditLeaf';
import { unlessBroken } from './unlessBroken';

/** The leaf of what a row holds. Errors: null where a column holds what no server writes there. */
export function madeLeaf(row: AuditEvent): string | null {
  return unlessBroken(() => leafOf(row));
}
