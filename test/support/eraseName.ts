import type { AuditEvent } from '../../src/events/AuditEvent';
import { commitmentOf } from '../../src/events/auditLeaf';
import type { World } from './world';

/** Takes the name of the actor out of a sealed row, as somebody can who has the database. Shape: the id of the row. */
export async function eraseName(world: World, { id }: { readonly id: string }, sequence: number): Promise<string> {
  const [row] = await world.rows<AuditEvent>(
    'SELECT * FROM "audit_event" WHERE "organizationId" = $1 AND "sequence" = $2',
    [id, sequence],
  );
  if (!row) throw new Error('the log has no such row');
  await world.rows(`INSERT INTO "audit_opening" VALUES ('ERASURE')`);
  await world.rows(`UPDATE "audit_event" SET "actorName" = '', "erased" = $1 WHERE "id" = $2`, [
    JSON.stringify({ actor: commitmentOf(row, 'actor', '[]') }),
    row.id,
  ]);
  await world.rows('DELETE FROM "audit_opening"');
  return row.id;
}
