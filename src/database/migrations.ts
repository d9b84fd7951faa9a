import type { DataSource } from 'typeorm';
import { CreateTables1790000000000 } from '../../migrations/1790000000000-CreateTables';
import { StartError } from '../errors';

/** Every migration, in order. */
export const MIGRATIONS = [CreateTables1790000000000];

/** Units: how many migrations the database lacks. Errors: a `StartError` where it has some that this program lacks. */
export async function pendingMigrationCount(database: DataSource): Promise<number> {
  const runner = database.createQueryRunner();
  try {
    if (!(await runner.hasTable('migrations'))) return MIGRATIONS.length;
    const rows: { name: string }[] = await runner.query('SELECT "name" FROM "migrations"');
    const known = new Set(MIGRATIONS.map(({ name }) => name));
    const unknown = rows.map(({ name }) => name).filter((name) => !known.has(name));
    if (unknown.length > 0) {
      const names = unknown.join(', ');
      throw new StartError(
        `The database is newer than this program: it has had migrations that this version does not know (${names}). ` +
          'Start the version that made them, or a later one.',
      );
    }
    return MIGRATIONS.length - rows.length;
  } finally {
    await runner.release();
  }
}

/** Brings the database up to this program. Units: how many migrations it took. Errors: as `pendingMigrationCount`. */
export async function migrate(database: DataSource): Promise<number> {
  if ((await pendingMigrationCount(database)) === 0) return 0;
  const done = await database.runMigrations({ transaction: 'each' });
  return done.length;
}
