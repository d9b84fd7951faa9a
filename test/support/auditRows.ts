import type { AuditEvent } from '../../src/events/AuditEvent';
import type { World } from './world';

/** What a row of the audit log tells, but for details and what differs from one run to the next. */
export type AuditRow = Omit<
  AuditEvent,
  'id' | 'requestId' | 'at' | 'organizationId' | 'targetType' | 'targetName' | 'changes'
>;

/** The rows of the audit log of one type in an organization, or of none: those of refusals first. */
export async function auditRows(
  world: World,
  { id }: { readonly id: string | null },
  type: string,
): Promise<AuditRow[]> {
  const rows = await world.rows<AuditRow>(
    `SELECT "actorKind", "actorId", "actorName", "type", "targetId", "outcome", "codes", "address" FROM "audit_event"
     WHERE "organizationId" IS NOT DISTINCT FROM $1 AND "type" = $2 ORDER BY "outcome", "codes", "id"`,
    [id, type],
  );
  return rows.map((row) => ({ ...row }));
}
