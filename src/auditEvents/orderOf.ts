/** The orders of the audit log. By sequence is newest first, too, and nothing comes in between later. */
export type AuditOrder = 'NEWEST' | 'SEQUENCE_DESC';

/** The order of a list with this filter: whoever pulls after a sequence goes by the sequence. */
export function orderOf(filter: unknown): AuditOrder {
  const isPull = typeof filter === 'object' && filter !== null && 'afterSequence' in filter;
  return isPull && filter.afterSequence != null ? 'SEQUENCE_DESC' : 'NEWEST';
}
