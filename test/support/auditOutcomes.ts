import type { World } from './world';

/** How a mutation ended, as the audit log tells it. */
export interface AuditOutcomeRow {
  readonly targetId: string | null;
  readonly outcome: string;
  readonly codes: string;
}

/** How the mutations of one key ended, the refused ones first. */
export async function auditOutcomes(world: World, key: { readonly id: string }): Promise<AuditOutcomeRow[]> {
  const rows = await world.rows<AuditOutcomeRow>(
    'SELECT "targetId", "outcome", "codes" FROM "audit_event" WHERE "actorId" = $1 ORDER BY "outcome", "codes"',
    [key.id],
  );
  return rows.map((row) => ({ ...row }));
}
