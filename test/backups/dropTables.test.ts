import { dropTables } from '../../src/backups/stagePostgres';
import { freshDatabase } from '../support/engines';

describe('what a restore into PostgreSQL drops first', () => {
  it('is all that migrations make, or the copy could not make it anew', async () => {
    const database = await freshDatabase('postgres');
    const left = `SELECT "relname" AS "name" FROM pg_class WHERE "relnamespace" = current_schema()::regnamespace
      UNION ALL SELECT "proname" FROM pg_proc WHERE "pronamespace" = current_schema()::regnamespace`;
    expect((await database.sql(left, [])).length).toBeGreaterThan(20);
    await database.write(({ sql }) => dropTables(database.writer, sql));
    expect(await database.sql(left, [])).toEqual([]);
    await database.close();
  });
});
