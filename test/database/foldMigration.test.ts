import { randomBytes } from 'node:crypto';
import type { Database } from '../../src/database/Database';
import { migrate } from '../../src/database/migrations';
import { newId } from '../../src/id';
import { openDatabase } from '../../src/running/openDatabase';
import { describeOnEachEngine, freshLocation } from '../support/engines';
import { NOW } from '../support/world';

const FOLDING = 'FoldNames1825000000000';

/** Names, as an earlier version folded them, and as this one does. */
const NAMES = [
  ['Straße', 'straße', 'strasse'],
  ['İstanbul', 'i̇stanbul', 'istanbul'],
  ['ΟΔΟΣ', 'οδος', 'οδοσ'],
  ['\u200bAcme', '\u200bacme', 'acme'],
  ['Ｃｈａｒｌｉｅ', 'charlie', 'charlie'],
] as const;

/** Undoes migrations from the end, until the one that folds names is undone. */
async function undoFolding({ writer }: Database): Promise<void> {
  const done = (): Promise<{ name: string }[]> => writer.query('SELECT "name" FROM "migrations"');
  while ((await done()).some(({ name }) => name === FOLDING)) await writer.undoLastMigration({ transaction: 'each' });
}

describeOnEachEngine('the names of an earlier version', (engine) => {
  let database: Database;
  // Later migrations added columns, which are not there yet.
  const insert = (table: string, rows: readonly object[]): Promise<unknown> =>
    database.writer
      .createQueryBuilder()
      .insert()
      .into(table, Object.keys(rows[0] ?? {}))
      .values(rows)
      .updateEntity(false)
      .execute();
  const copies = async (table: string): Promise<string[]> => {
    const rows: { sortName: string }[] = await database.writer.query(`SELECT "sortName" FROM "${table}" ORDER BY "id"`);
    return rows.map(({ sortName }) => sortName);
  };

  /** A process, a key and a person of each name. */
  beforeEach(async () => {
    database = await openDatabase(await freshLocation(engine));
    await undoFolding(database);
    const [organizationId, createdAt] = [newId(NOW), NOW];
    await insert('organization', [{ id: organizationId, name: 'Acme', createdAt, disabledAt: null }]);
    const named = NAMES.map(([name, sortName], index) => ({ id: newId(NOW + index), name, sortName, createdAt }));
    await insert(
      'user',
      named.map((row) => ({ ...row, email: `${row.id}@acme.example`, passwordHash: 'none' })),
    );
    const states = { type: 'CUSTOM', status: 'READY', updatedAt: NOW, deletedAt: null };
    await insert(
      'process',
      named.map((row) => ({ ...row, organizationId, ...states })),
    );
    await insert(
      'api_key',
      named.map((row) => ({ ...row, organizationId, ...keyColumns() })),
    );
  });

  afterEach(() => database.close());

  it.each(['user', 'process', 'api_key'])(
    'are folded anew in "%s", and as before when that is undone',
    async (table) => {
      const [before, after] = [NAMES.map(([, old]) => old), NAMES.map(([, , folded]) => folded)];
      expect(await copies(table)).toEqual(before);
      await migrate(database.writer);
      expect(await copies(table)).toEqual(after);
      await undoFolding(database);
      expect(await copies(table)).toEqual(before);
    },
  );

  it('are folded anew however many there are', async () => {
    const row = { name: 'Straße', sortName: 'straße', passwordHash: 'none', createdAt: NOW };
    const people = Array.from({ length: 1_200 }, (_each, index) => ({
      id: newId(NOW + 10),
      email: `${index}@a.example`,
      ...row,
    }));
    await insert('user', people);
    await migrate(database.writer);
    const left = await database.writer.query(`SELECT "id" FROM "user" WHERE "sortName" = 'straße'`);
    expect(left).toEqual([]);
  });
});

/** The columns of a key that do not matter here. */
function keyColumns() {
  return {
    user: randomBytes(10).toString('hex'),
    passDigest: 'none',
    pepperVersion: 'none',
    scopesText: ' ',
    expiresAt: NOW,
  };
}
