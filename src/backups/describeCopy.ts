import { MIGRATIONS } from '../database/migrations';
import type { RunSql } from '../storage/Storage';
import { CopyFault } from './CopyFault';
import { reasonOf } from './files';

/** What a copy holds. */
export interface CopyDescription {
  readonly keyCount: number;
  /** Keys that are neither deleted, disabled nor expired. */
  readonly workingKeyCount: number;
  /** The newest migration that the copy has had. */
  readonly schemaVersion: string;
  /** Names of the master secrets without which working keys cannot be checked. Shape: as `fingerprintOf`. */
  readonly secretFingerprints: readonly string[];
}

const WORKING = '"deletedAt" IS NULL AND "disabledAt" IS NULL AND "expiresAt" > $1';

/**
 * Reads what a copy holds, whichever version of this program made it.
 * Errors: a `CopyFault` where it is no database that this program knows.
 */
export async function describeCopy(sql: RunSql, now: number): Promise<CopyDescription> {
  const schemaVersion = await schemaVersionOf(sql);
  const count = async (where: string, values: readonly number[]): Promise<number> => {
    const [row] = await sql<{ count: number | string }>(`SELECT COUNT(*) AS "count" FROM "api_key"${where}`, values);
    return Number(row?.count ?? 0);
  };
  const versions = await sql<{ pepperVersion: string }>(
    `SELECT DISTINCT "pepperVersion" FROM "api_key" WHERE ${WORKING} ORDER BY "pepperVersion"`,
    [now],
  );
  return {
    keyCount: await count('', []),
    workingKeyCount: await count(` WHERE ${WORKING}`, [now]),
    schemaVersion,
    secretFingerprints: versions.map(({ pepperVersion }) => pepperVersion),
  };
}

/**
 * The newest migration of a database, all of whose migrations this program knows, in their order and without a gap.
 * Errors: a `CopyFault` where there are none, others, or some are missing in between.
 */
async function schemaVersionOf(sql: RunSql): Promise<string> {
  const had = await migrationsOf(sql);
  const known = MIGRATIONS.map(({ name }) => name);
  const unknown = had.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new CopyFault(
      `it is newer than this program, which does not know its migrations (${unknown.join(', ')}): use the program that made it, or a later one`,
    );
  }
  const last = had.at(-1);
  if (last === undefined) throw new CopyFault('it holds no tables of Latchkey');
  if (had.some((name, index) => name !== known[index])) {
    throw new CopyFault('some of its migrations are missing, or ran in another order');
  }
  return last;
}

async function migrationsOf(sql: RunSql): Promise<readonly string[]> {
  try {
    const rows = await sql<{ name: string }>('SELECT "name" FROM "migrations" ORDER BY "timestamp"', []);
    return rows.map(({ name }) => name);
  } catch (error) {
    if (/no such table|does not exist/.test(reasonOf(error))) return [];
    throw error;
  }
}
