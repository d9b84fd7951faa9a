import { numberedPlaces } from '../storage/numberedPlaces';
import type { RunSql, SqlValue } from '../storage/Storage';
import type { UseOwners } from './UseOwners';

/**
 * The keys of some owners, deleted ones included. Shape: the owner by the id of the key. The two halves are read from the
 * indexes of the lists of keys.
 */
export async function keysOfOwners(
  sql: RunSql,
  { owner, ids, organizationId }: UseOwners,
): Promise<ReadonlyMap<string, string>> {
  if (owner === 'KEY') return new Map(ids.map((id) => [id, id]));
  const column = owner === 'PROCESS' ? '"processId"' : '"organizationId"';
  const isOwned = `${column} IN (${numberedPlaces(ids, 2)})`;
  const rows = await sql<{ id: string; ownerId: string }>(
    `SELECT "id", ${column} AS "ownerId" FROM "api_key" WHERE ${isOwned} AND ${column} IS NOT NULL AND "deletedAt" IS NULL
     UNION ALL
     SELECT "id", ${column} AS "ownerId" FROM "api_key" WHERE "organizationId" = $1 AND "deletedAt" IS NOT NULL AND ${isOwned}`,
    [organizationId, ...(ids as readonly SqlValue[])],
  );
  return new Map(rows.map(({ id, ownerId }) => [id, ownerId]));
}
