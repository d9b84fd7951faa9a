import type { AuditEvent } from './AuditEvent';
import type { PersonalPart } from './auditLeaf';

/** The part to which each personal column belongs. */
const PART_OF = { actorName: 'actor', address: 'origin', targetName: 'target', userAgent: 'origin' } as const;

/** A personal value of a row; null where it was erased. */
export function unlessErased<Column extends keyof typeof PART_OF>(
  row: Pick<AuditEvent, Column | 'erased'>,
  column: Column,
): Pick<AuditEvent, Column | 'erased'>[Column] | null {
  return isErased(row, PART_OF[column]) ? null : row[column];
}

/** Whether a personal part of a row was erased. */
export function isErased({ erased }: Pick<AuditEvent, 'erased'>, part: PersonalPart): boolean {
  return erased !== null && Object.hasOwn(JSON.parse(erased) as object, part); // Written by the erasure.
}
