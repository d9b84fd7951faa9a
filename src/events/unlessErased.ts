import type { AuditEvent } from './AuditEvent';
import type { PersonalField } from './auditLeaf';
import { parsedOr } from './parsedOr';

/** A personal value of a row; null where it was erased. */
export function unlessErased<Field extends PersonalField>(
  row: Pick<AuditEvent, Field | 'erased'>,
  field: Field,
): Pick<AuditEvent, Field | 'erased'>[Field] | null {
  return isErased(row, field) ? null : row[field];
}

/** Whether a personal value of a row was erased. All of them count as erased where the note of that cannot be read. */
export function isErased({ erased }: Pick<AuditEvent, 'erased'>, field: PersonalField): boolean {
  if (erased === null) return false;
  const fields = parsedOr(erased, null);
  return typeof fields !== 'object' || fields === null || Object.hasOwn(fields, field);
}
