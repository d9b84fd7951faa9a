import type { AuditEvent } from '../events/AuditEvent';
import type { AuditMac } from '../events/AuditMac';
import { leafOf } from '../events/auditLeaf';

/**
 * What is wrong with a row by itself: its content, its leaf and the proof of its writer belong together.
 * Shape: the end of a sentence that begins with the row; null where nothing is wrong.
 * @param macs of the secrets under which it may have been written
 */
export function rowFault(row: AuditEvent, macs: readonly AuditMac[]): string | null {
  const { leaf, mac } = row;
  if (leaf === null || leafOf(row) !== leaf) return 'was changed: its content has another hash than its leaf';
  if (mac !== null && macs.every((each) => each.of(leaf) !== mac)) {
    return 'was not written by a server with this master secret, or one of the previous ones';
  }
  return null;
}
