import { randomBytes } from 'node:crypto';
import type { Database } from '../../src/database/Database';
import { migrate } from '../../src/database/migrations';
import { newId } from '../../src/id';
import { indexWaitingKeys, MAX_WAITING_KEYS } from '../../src/keys/indexApiKeys';
import { openDatabase } from '../../src/running/openDatabase';
import { insertRows } from '../../src/storage/insertRows';
import { describeOnEachEngine, freshLocation } from '../support/engines';
import { NOW } from '../support/world';

const SEARCH = 'AddKeySearch1835000000000';
const ORGANIZATION_ID = newId(NOW);
const KEY_COUNT = MAX_WAITING_KEYS + 20;

/** Undoes migrations from the end, until the one that adds the index of searches is undone. */
async function undoSearch({ writer }: Database): Promise<void> {
  const done = (): Promise<{ name: string }[]> => writer.query('SELECT "name" FROM "migrations"');
  while ((await done()).some(({ name }) => name === SEARCH)) await writer.undoLastMigration({ transaction: 'each' });
}

describeOnEachEngine('the index of searches', (engine) => {
  let database: Database;

  /** As many keys as are not left to wait, each named by its number. */
  beforeEach(async () => {
    database = await openDatabase(await freshLocation(engine));
    const organization = { id: ORGANIZATION_ID, name: 'Acme', createdAt: NOW, disabledAt: null };
    await database.write(({ sql }) => insertRows(sql, 'organization', [organization]));
  });

  afterEach(() => database.close());

  const addKeys = () =>
    database.write(({ sql }) =>
      insertRows(
        sql,
        'api_key',
        Array.from({ length: KEY_COUNT }, (_each, index) => ({
          id: newId(NOW + index),
          organizationId: ORGANIZATION_ID,
          name: `Key ${index}`,
          sortName: `key ${index}`,
          user: `lko_${randomBytes(8).toString('hex')}`,
          passDigest: 'x',
          pepperVersion: 'y',
          scopes: ' workspace.process:read ',
          expiresAt: NOW,
          createdAt: NOW,
        })),
      ),
    );

  /** How many keys are in the index, and how many wait for it. */
  async function counts(): Promise<number[]> {
    const tables = ['api_key_indexed', 'api_key_unindexed', ...(engine === 'sqlite' ? ['api_key_text'] : [])];
    const found = tables.map((table) =>
      database.sql<{ count: number }>(`SELECT COUNT(*) AS "count" FROM "${table}"`, []),
    );
    return (await Promise.all(found)).map(([row]) => Number(row?.count));
  }

  const all = engine === 'sqlite' ? [KEY_COUNT, 0, KEY_COUNT] : [KEY_COUNT, 0];

  it('has keys that were made before it, once somebody searches', async () => {
    await undoSearch(database);
    await addKeys();
    await migrate(database.writer);
    expect((await counts()).slice(0, 2)).toEqual([0, KEY_COUNT]);
    expect(await indexWaitingKeys(database, ORGANIZATION_ID)).toBe(true);
    expect(await counts()).toEqual(all);
    await undoSearch(database);
    expect(await migrate(database.writer)).toBeGreaterThan(0);
    expect((await counts()).slice(0, 2)).toEqual([0, KEY_COUNT]);
  });

  it('has what is renamed, given other scopes or deleted while it is put there', async () => {
    await addKeys();
    const changes = ['"sortName" = \'renamed\'', '"scopes" = \' a \''].map(
      (change, index) => `UPDATE "api_key" SET ${change} WHERE "sortName" LIKE 'key ${index + 1}_'`,
    );
    const work = [...changes, `DELETE FROM "api_key" WHERE "sortName" = 'key 3'`];
    await Promise.all([
      ...[1, 2].map(() => indexWaitingKeys(database, ORGANIZATION_ID)),
      ...work.map((statement) => database.write(({ sql }) => sql(statement, []))),
    ]);
    const [indexed = 0, waiting = 0, texts = indexed] = await counts();
    expect([indexed + waiting, texts]).toEqual([KEY_COUNT - 1, indexed]);
    const stale = `SELECT "keyId" FROM "api_key_indexed" WHERE "keyId" IN (SELECT "keyId" FROM "api_key_unindexed")`;
    expect(await database.sql(stale, [])).toEqual([]);
  });

  if (engine === 'sqlite') {
    it('keeps its numbers when the file is written anew, and is whole', async () => {
      await addKeys();
      await indexWaitingKeys(database, ORGANIZATION_ID);
      const numbers = () => database.sql('SELECT "number", "keyId" FROM "api_key_indexed" ORDER BY 1', []);
      const rows = () => database.sql(`SELECT "rowid" FROM "api_key_text" WHERE "api_key_text" MATCH '"key"'`, []);
      const before = [await numbers(), await rows()];
      await database.writer.query('VACUUM');
      expect([await numbers(), await rows()]).toEqual(before);
      await database.writer.query(`INSERT INTO "api_key_text" ("api_key_text") VALUES ('integrity-check')`);
      expect(await database.writer.query('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    });
  }
});
