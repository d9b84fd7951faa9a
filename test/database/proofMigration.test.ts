import type { Database } from '../../src/database/Database';
import { migrate } from '../../src/database/migrations';
import { newId } from '../../src/id';
import { openDatabase } from '../../src/running/openDatabase';
import { describeOnEachEngine, freshLocation } from '../support/engines';
import { NOW } from '../support/world';

const PROOF = 'ProveAddresses1845000000000';

describeOnEachEngine('the people of an earlier version', (engine) => {
  let database: Database;

  beforeEach(async () => {
    database = await openDatabase(await freshLocation(engine));
    const done = (): Promise<{ name: string }[]> => database.writer.query('SELECT "name" FROM "migrations"');
    while ((await done()).some(({ name }) => name === PROOF))
      await database.writer.undoLastMigration({ transaction: 'each' });
  });

  afterEach(() => database.close());

  it('have proved addresses where init made them, and no others', async () => {
    const [organizationId, later] = [newId(NOW), NOW + 1];
    const write = (sql: string, values: (string | number)[]) =>
      database.write((transaction) => transaction.sql(sql, values));
    await write('INSERT INTO "organization" ("id", "name", "createdAt") VALUES ($1, $2, $3)', [
      organizationId,
      'Acme',
      NOW,
    ]);
    for (const [name, createdAt, joinedAt] of [
      ['made by init', NOW, NOW],
      ['joined', later, later],
      ['known before', NOW - 1, NOW],
    ] as const) {
      const userId = newId(createdAt);
      await write(
        `INSERT INTO "user" ("id", "name", "sortName", "email", "passwordHash", "createdAt") VALUES ($1, $2, '', $3, 'none', $4)`,
        [userId, name, name, createdAt],
      );
      await write(
        `INSERT INTO "membership" ("id", "userId", "organizationId", "role", "createdAt") VALUES ($1, $2, $3, 'ADMIN', $4)`,
        [newId(joinedAt), userId, organizationId, joinedAt],
      );
    }
    await migrate(database.writer);
    expect(await database.sql('SELECT "name", "emailProvedAt" FROM "user" ORDER BY "name"', [])).toEqual([
      { name: 'joined', emailProvedAt: null },
      { name: 'known before', emailProvedAt: null },
      { name: 'made by init', emailProvedAt: NOW },
    ]);
  });
});
