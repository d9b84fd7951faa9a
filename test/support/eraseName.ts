import type { AuditEvent } from '../../src/events/AuditEvent';
import { commitmentOf, type PersonalPart } from '../../src/events/auditLeaf';
import type { World } from './world';

/**
 * Takes the name of the actor out of a sealed row, or where the request came from, as somebody can who has the database.
 * Shape: the id of the row.
 */
export async function eraseName(
  world: World,
  { id }: { readonly id: string },
  sequence: number,
  part: Exclude<PersonalPart, 'target'> = 'actor',
): Promise<string> {
  const [row] = await world.rows<AuditEvent>(
    'SELECT * FROM "audit_event" WHERE "organizationId" = $1 AND "sequence" = $2',
    [id, sequence],
  );
  if (!row) throw new Error('the log has no such row');
  await world.rows(`INSERT INTO "audit_opening" VALUES ('ERASURE')`);
  const columns = part === 'actor' ? `"actorName" = ''` : `"address" = '', "userAgent" = NULL`;
  await world.rows(`UPDATE "audit_event" SET ${columns}, "erased" = $1 WHERE "id" = $2`, [
    JSON.stringify({ [part]: commitmentOf(row, part, '[]') }),
    row.id,
  ]);
  await world.rows('DELETE FROM "audit_opening"');
  return row.id;
}
