import type { Caller } from '../access/Caller';
import type { RunSql, SqlValue } from '../storage/Storage';
import { whereOf } from '../storage/select';
import { LIVES } from './apiKeyListParts';
import { visibleTo } from './apiKeyQueries';

/** Keys that a key made, and those that they made, and so on. A key that ended is passed through. Shape: `$1` names the key. */
const OF_KEY = `
  WITH RECURSIVE "made" ("madeId") AS (
    SELECT "id" FROM "api_key" WHERE "createdById" = $1
    UNION SELECT k."id" FROM "api_key" k JOIN "made" m ON k."createdById" = m."madeId")
  SELECT "id" FROM`;

/** Shape: `$1` names the maker, `$2` is now, `$3` the first instant that counts. Keys that keys made are among them. */
const MADE_BY = (makers: string): string => `
  WITH RECURSIVE "made" ("id") AS (
    SELECT "id" FROM "api_key" WHERE "createdById" IN (${makers})
    UNION SELECT k."id" FROM "api_key" k JOIN "made" m ON k."createdById" = m."id")
  SELECT k."id", k."name", k."organizationId", k."createdAt" FROM "api_key" k JOIN "made" m ON m."id" = k."id"
  WHERE k."deletedAt" IS NULL AND k."disabledAt" IS NULL AND k."expiresAt" > $2 AND k."createdAt" >= $3
  ORDER BY k."createdAt" DESC, k."id" DESC`;

const MADE_BY_USER = MADE_BY('SELECT "id" FROM "membership" WHERE "userId" = $1');
const MADE_BY_KEY = MADE_BY('$1');

/** A key that works, and that goes on when what made it has ended. Units: `createdAt` in epoch milliseconds. */
export interface MadeKey {
  readonly id: string;
  readonly name: string;
  readonly organizationId: string;
  readonly createdAt: number;
}

/**
 * The keys that work and that a person made as a member, or a key of those, and so on; the newest first.
 * Units: epoch milliseconds. Keys that an earlier version made are not among them: it did not write down who made them.
 */
export function keysMadeByUser(sql: RunSql, userId: string, now: number, since = 0): Promise<readonly MadeKey[]> {
  return sql<MadeKey>(MADE_BY_USER, [userId, now, since]);
}

/** The same of a key. */
export function keysMadeByKey(sql: RunSql, keyId: string, now: number): Promise<readonly MadeKey[]> {
  return sql<MadeKey>(MADE_BY_KEY, [keyId, now, 0]);
}

/** The ids of keys that are no tombstones and that a key made, or such a key, as far as the caller may see them. */
export async function idsMadeByKey(sql: RunSql, caller: Caller, keyId: string): Promise<readonly string[]> {
  const values: SqlValue[] = [keyId];
  const isMade = { sql: '"id" = "madeId"', values: [] };
  const from = whereOf('"made" CROSS JOIN "api_key"', [isMade, ...visibleTo(caller), LIVES], values);
  const made = await sql<{ id: string }>(`${OF_KEY} ${from} ORDER BY "id"`, values);
  return made.map(({ id }) => id);
}
