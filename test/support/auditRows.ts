import type { AuditEvent } from '../../src/events/AuditEvent';
import type { World } from './world';

/** What a line of the audit log tells, but for what differs from one run to the next. */
export type AuditRow = Omit<AuditEvent, 'id' | 'requestId' | 'at' | 'organizationId'>;

/** The lines of the audit log about an action in an organization: those of refusals first. */
export async function auditRows(world: World, { id }: { readonly id: string }, action: string): Promise<AuditRow[]> {
  const rows = await world.rows<AuditRow>(
    `SELECT "actorKind", "actorId", "actorName", "action", "targetId", "outcome", "codes", "address" FROM "audit_event"
     WHERE "organizationId" = $1 AND "action" = $2 ORDER BY "outcome", "codes"`,
    [id, action],
  );
  return rows.map((row) => ({ ...row }));
}
