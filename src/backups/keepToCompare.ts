import { MIGRATIONS } from '../database/migrations';
import { StartError } from '../errors';
import type { RunSql } from '../storage/Storage';
import type { Replaced } from './Stage';

/** What is compared with the copy: `Replaced` says what for. */
const KEPT = {
  api_key: '"id", "name", "organizationId", "passDigest", "scopes", "expiresAt", "disabledAt", "deletedAt"',
  organization: '"id", "name", "disabledAt"',
  membership: '"id", "userId", "role"',
  user: '"id", "passwordHash"',
} as const;

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
  for (const [name, columns] of Object.entries(KEPT)) {
    await sql(`CREATE TEMPORARY TABLE "replaced_${name}" ON COMMIT DROP AS SELECT ${columns} FROM "${name}"`, []);
  }
  await sql('ALTER TABLE "replaced_api_key" ADD PRIMARY KEY ("id")', []);
  return { replaced: { sql, table }, isReplacing: true };
}
