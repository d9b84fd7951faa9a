import { causesOf } from '../database/failures';
import { MIGRATIONS } from '../database/migrations';
import { StartError } from '../errors';
import type { RunSql } from '../storage/Storage';
import type { Replaced } from './Stage';

/** What is compared with the copy: `Replaced` says what for. */
const KEPT = {
  api_key: `"id", "name", "organizationId", "passDigest", "secretUntil", "otherDigest", "otherUntil", "scopes", "expiresAt",
            "disabledAt", "deletedAt", "endReason"`,
  organization: '"id", "name", "disabledAt"',
  membership: '"id", "userId", "role"',
  user: '"id", "passwordHash"',
} as const;

/** A table or a column is missing, a row or an index is damaged, or the disk fails. Source: PostgreSQL, appendix A. */
const NOT_COMPARABLE = /^(?:42P01|42703|23505|XX00[012]|58030)$/;

/**
 * Keeps what the old tables of a PostgreSQL database say until the transaction ends, in which they are replaced.
 * Errors: a `StartError` where the database is newer than this program: it may have tables that would stay.
 */
export async function keepToCompare(sql: RunSql): Promise<{ replaced: Replaced | null; isReplacing: boolean }> {
  const table = (name: keyof typeof KEPT): string => `"replaced_${name}"`;
  const [there] = await sql<{ found: string | null }>(`SELECT to_regclass('"migrations"')::text AS "found"`, []);
  if (!there?.found) return { replaced: null, isReplacing: false };
  const known = new Set(MIGRATIONS.map(({ name }) => name));
  const had = await sql<{ name: string }>('SELECT "name" FROM "migrations"', []);
  if (had.some(({ name }) => !known.has(name))) {
    throw new StartError(
      'The database is newer than this program: name an empty database in DATABASE_URL, and restore into that. Nothing was changed.',
    );
  }
  const isKept = await keep(sql);
  return { replaced: isKept ? { sql, table } : null, isReplacing: true };
}

/** Shape: whether there is something to compare with. Errors: those of the driver. */
async function keep(sql: RunSql): Promise<boolean> {
  await sql('SAVEPOINT "keep"', []);
  try {
    for (const [name, columns] of Object.entries(KEPT)) {
      await sql(`CREATE TEMPORARY TABLE "replaced_${name}" ON COMMIT DROP AS SELECT ${columns} FROM "${name}"`, []);
    }
    await sql('ALTER TABLE "replaced_api_key" ADD PRIMARY KEY ("id")', []);
    return true;
  } catch (error) {
    if (![...causesOf(error)].some(({ code }) => NOT_COMPARABLE.test(code))) throw error;
    await sql('ROLLBACK TO SAVEPOINT "keep"', []);
    return false;
  }
}
