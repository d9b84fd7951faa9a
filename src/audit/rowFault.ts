import type { AuditEvent } from '../events/AuditEvent';
import { madeLeaf } from './madeLeaf';

/**
 * What is wrong with a row by itself: its content and its leaf belong together.
 * Shape: the end of a sentence that begins with the row; null where nothing is wrong.
 */
export function rowFault(row: AuditEvent): string | null {
  const isWhole = row.leaf !== null && madeLeaf(row) === row.leaf;
  return isWhole ? null : 'was changed: its content has another hash than its leaf';
}
