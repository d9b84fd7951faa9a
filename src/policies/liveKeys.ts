import type { ApiKey } from '../keys/ApiKey';
import type { BlockingColumns, JudgedColumns } from '../keys/judgeKey';
import type { RunSql } from '../storage/Storage';

/** Units: keys that one statement reads. */
const SLICE = 1_000;

const SELECT = `
  SELECT "id", "name", "processId", "scopes" AS "scopesText", "expiresAt", "createdAt", "newestSecretAt", "lastUsedAt", "note",
         "deletedAt", "disabledAt", "violatesFrom", "idleLimitMs", "idleFrom", "blockedFrom"
  FROM "api_key"`;
const READ = `
  ${SELECT} WHERE "organizationId" = $1 AND "deletedAt" IS NULL AND ("createdAt", "id") > ($2, $3)
  ORDER BY "createdAt", "id" LIMIT $4`;

/** A key as a policy reads it. */
export type LiveKey = Pick<ApiKey, 'id' | 'name' | 'deletedAt' | 'disabledAt'> & JudgedColumns & BlockingColumns;

/** The keys of an organization that are neither deleted nor expired, a slice at a time. Units: `now` in epoch milliseconds. */
export async function* liveKeys(sql: RunSql, organizationId: string, now: number): AsyncGenerator<LiveKey[]> {
  for (let after: readonly [number, string] = [0, '']; ; ) {
    const rows = await sql<LiveKey>(READ, [organizationId, ...after, SLICE]);
    yield rows.filter(({ expiresAt }) => expiresAt > now);
    const last = rows.at(-1);
    if (last === undefined || rows.length < SLICE) return;
    after = [last.createdAt, last.id];
  }
}

/** The key of this id, as a policy reads it; null where there is none. */
export async function keyById(sql: RunSql, id: string): Promise<LiveKey | null> {
  const [row] = await sql<LiveKey>(`${SELECT} WHERE "id" = $1`, [id]);
  return row ?? null;
}
