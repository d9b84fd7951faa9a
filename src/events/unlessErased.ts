import type { AuditEvent } from './AuditEvent';
import { type PersonalPart, readErased } from './auditLeaf';

/** The part to which each personal column belongs. */
const PART_OF = { actorName: 'actor', address: 'origin', targetName: 'target', userAgent: 'origin' } as const;

/** A personal value of a row; null where it was erased. */
export function unlessErased<Column extends keyof typeof PART_OF>(
  row: Pick<AuditEvent, Column | 'erased'>,
  column: Column,
): Pick<AuditEvent, Column | 'erased'>[Column] | null {
  return isErased(row, PART_OF[column]) ? null : row[column];
}

/** Whether a personal part of a row was erased. All of them count as erased where the note of that cannot be read. */
export function isErased(row: Pick<AuditEvent, 'erased'>, part: PersonalPart): boolean {
  if (row.erased === null) return false;
  try {
    return Object.hasOwn(readErased(row), part);
  } catch {
    return true;
  }
}
