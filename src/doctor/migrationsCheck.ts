import { type Finding, failure, findingIn, fine, warning } from '../checks/Finding';
import { causesOf } from '../database/failures';
import { HAD, type HadMigration } from '../database/Migration';
import { countPending } from '../database/migrations';
import { StartError } from '../errors';
import type { RunSql } from '../storage/Storage';

/** Before a migration made the other table, none said which programs it breaks. */
const HAD_ALONE = 'SELECT "name", NULL AS "breaksBefore" FROM "migrations"';

/** Looks whether the database and this program fit together. */
export async function migrationsCheck(sql: RunSql): Promise<Finding> {
  const had = await hadMigrations(sql);
  if (had === null) {
    return failure(
      'migrations',
      'The database has no tables of this program.',
      'Run `latchkey init`, or check DATABASE_URL.',
    );
  }
  try {
    const pendingCount = countPending(had);
    if (pendingCount === 0) return fine('migrations', 'The database has had every migration of this program.');
    const sentence = `The database lacks ${pendingCount} of this program's migrations.`;
    return warning('migrations', sentence, 'Run `latchkey migrate`; `latchkey serve` does so by itself.');
  } catch (error) {
    if (error instanceof StartError) return findingIn('migrations', 'failed', error.message);
    throw error;
  }
}

/** Shape: null where there is no such table. */
async function hadMigrations(sql: RunSql): Promise<readonly HadMigration[] | null> {
  for (const statement of [HAD, HAD_ALONE]) {
    try {
      return await sql<HadMigration>(statement, []);
    } catch (error) {
      if (!isOfMissingTable(error)) throw error;
    }
  }
  return null;
}

/** Whether a table that was asked for is not there. Source: PostgreSQL, appendix A, code 42P01. */
export function isOfMissingTable(error: unknown): boolean {
  return [...causesOf(error)].some(({ code, message }) => code === '42P01' || /no such (?:table|column)/.test(message));
}
