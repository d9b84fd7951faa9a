import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import type { Database } from '../../src/database/Database';
import { newId } from '../../src/id';
import { openDatabase } from '../../src/running/openDatabase';
import { freshLocation } from '../support/engines';
import { newFolder } from '../support/program';
import { seededRandom } from '../support/random';
import { NOW } from '../support/world';

const NAME = 'SELECT "name" FROM "organization" WHERE "id" = $1';
const RENAME = 'UPDATE "organization" SET "name" = $1 WHERE "id" = $2';
/** Reads for longer than a reader may without a pause. */
const SLOW_NAME = `WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 200000)
  SELECT (${NAME}) AS "name", COUNT(*) AS "count" FROM counted`;

/** Renames the organization again and again, each time when it is told to, and says when it is done. */
const OTHER_PROCESS = `
  const [driver, file, id] = process.argv.slice(2);
  const rename = new (require(driver))(file).prepare('UPDATE "organization" SET "name" = ? WHERE "id" = ?');
  process.on('message', (name) => { rename.run(name, id); process.send(name); });
`;

describe("SQLite's reader", () => {
  const id = newId(NOW);
  let file: string;
  let database: Database;
  let neighbour: BetterSqlite3.Database;

  beforeEach(async () => {
    const location = await freshLocation('sqlite');
    file = location.engine === 'sqlite' ? location.file : '';
    database = await openDatabase(location);
    neighbour = new BetterSqlite3(file);
    neighbour.prepare('INSERT INTO "organization" ("id", "name", "createdAt") VALUES (?, ?, ?)').run(id, 'Acme', NOW);
  });

  afterEach(async () => {
    neighbour.close();
    await database.close();
  });

  const nameNow = async (sql = NAME): Promise<unknown> => (await database.sql<{ name: string }>(sql, [id]))[0]?.name;
  const renameByNeighbour = (name: string): unknown =>
    neighbour.prepare('UPDATE "organization" SET "name" = ? WHERE "id" = ?').run(name, id);

  it('tells a failure of the driver in words that hold no statement, also where only the version is asked for', async () => {
    await nameNow();
    await database.close();
    await expect(nameNow()).rejects.toMatchObject({ name: 'StatementError' });
    database = await openDatabase({ engine: 'sqlite', file });
  });

  it('is never behind: whoever writes, and however reads and writes follow one another', async () => {
    const random = seededRandom('staleness');
    let name = 'Acme';
    const behind: unknown[] = [];
    for (let step = 0; step < 2_000; step += 1) {
      const dice = random();
      if (dice < 0.4) name = `name ${step}`;
      if (dice < 0.2) await database.write(({ sql }) => sql(RENAME, [name, id]));
      else if (dice < 0.4) renameByNeighbour(name);
      const seen = await Promise.all([nameNow(), nameNow(), nameNow(`${NAME} AND ${step % 3} < 3`)]);
      if (seen.some((each) => each !== name)) behind.push({ step, seen, name });
    }
    expect(behind).toEqual([]);
  });

  it('is never behind another process, either', async () => {
    const script = path.join(await newFolder(), 'other.js');
    await writeFile(script, OTHER_PROCESS);
    const other = fork(script, [require.resolve('better-sqlite3'), file, id]);
    const seen: unknown[] = [];
    for (let round = 0; round < 200; round += 1) {
      await nameNow();
      other.send(`round ${round}`);
      await once(other, 'message');
      seen.push(await nameNow());
    }
    other.kill();
    expect(seen).toEqual(Array.from({ length: 200 }, (_each, round) => `round ${round}`));
  });

  it('keeps nothing that went out of date while it paused after a long read', async () => {
    const slow = nameNow(SLOW_NAME);
    renameByNeighbour('Renamed');
    expect(await nameNow()).toBe('Renamed');
    expect(await slow).toBe('Acme');
    expect(await nameNow(SLOW_NAME)).toBe('Renamed');
  });

  it('reads nothing anew while nobody writes, and tells values of different types apart', async () => {
    const first = await database.sql(NAME, [id]);
    expect(await database.sql(NAME, [id])).toBe(first);
    expect(await database.sql('SELECT typeof($1) AS "type"', ['1'])).toEqual([{ type: 'text' }]);
    expect(await database.sql('SELECT typeof($1) AS "type"', [1])).toEqual([{ type: 'real' }]);
    expect(await database.sql('SELECT $1 || $2 AS "both"', ['a","b', 'c'])).toEqual([{ both: 'a","bc' }]);
    expect(await database.sql('SELECT $1 || $2 AS "both"', ['a', 'b","c'])).toEqual([{ both: 'ab","c' }]);
  });

  it('hands out rows that nobody can change', async () => {
    const rows = await database.sql<{ name: string }>(NAME, [id]);
    expect(() => (rows as object[]).pop()).toThrow(/delete/);
    expect(() => Object.assign(rows[0] ?? {}, { name: 'Other' })).toThrow(/read only/);
  });
});
