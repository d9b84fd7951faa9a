import type { AuditEvent } from './AuditEvent';
import type { PersonalField } from './auditLeaf';

/** A personal value of a row; null where it was erased. */
export function unlessErased<Field extends PersonalField>(
  row: Pick<AuditEvent, Field | 'erased'>,
  field: Field,
): Pick<AuditEvent, Field | 'erased'>[Field] | null {
  return isErased(row, field) ? null : row[field];
}

/** Whether a personal value of a row was erased. */
export function isErased({ erased }: Pick<AuditEvent, 'erased'>, field: PersonalField): boolean {
  return erased !== null && Object.hasOwn(JSON.parse(erased) as object, field); // Written by the erasure.
}
