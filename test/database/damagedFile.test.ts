import { truncateSync } from 'node:fs';
import { open } from 'node:fs/promises';
import BetterSqlite3 from 'better-sqlite3';
import { openDatabase } from '../../src/running/openDatabase';
import type { Storage } from '../../src/storage/Storage';
import { freshLocation } from '../support/engines';
import { endAfter } from '../support/leftOpen';
import { runCommand } from '../support/program';
import { runInProcess } from '../support/runInProcess';
import { SECRET } from '../support/world';

const COUNT = 'SELECT COUNT(*) AS "count" FROM "audit_event"';
const REMEDY =
  'Nothing is read or written until a restart: stop every process on this database, restore a backup, and start again.';

/** A new database. */
async function newFile(): Promise<string> {
  const location = await freshLocation('sqlite');
  return location.engine === 'sqlite' ? location.file : '';
}

/** A new database in which the first pages of a table and of its indexes hold nothing but 0xff. */
async function damaged(table: string): Promise<string> {
  const file = await newFile();
  const database = new BetterSqlite3(file);
  const pages = 'SELECT "rootpage" FROM "sqlite_master" WHERE "tbl_name" = ? AND "rootpage" > 0'; // Triggers have none.
  const roots = database.prepare(pages).pluck().all(table);
  const size = Number(database.pragma('page_size', { simple: true }));
  database.close();
  const written = await open(file, 'r+');
  for (const root of roots) await written.write(Buffer.alloc(size, 0xff), 0, size, (Number(root) - 1) * size);
  await written.close();
  return file;
}

function environmentOf(file: string): Record<string, string> {
  return { DATABASE_URL: `sqlite:${file}`, LATCHKEY_SECRET: SECRET, PORT: '0' };
}

describe('a SQLite file with a damaged page that no start reads', () => {
  it.each<[string, (database: Storage) => Promise<unknown>]>([
    ['a question', ({ sql }) => sql(COUNT, [])],
    ['a write', (database) => database.write(({ sql }) => sql(COUNT, []))],
    ['the entity manager', (database) => database.write(({ manager }) => manager.query(COUNT))],
  ])('is unready as soon as %s meets it, and says so once', async (_who, meet) => {
    const file = await damaged('audit_event');
    const database = await openDatabase({ engine: 'sqlite', file });
    endAfter('test', () => database.close());
    const told: string[] = [];
    database.tellLoss((sentence) => told.push(sentence));
    expect(await database.isReady()).toBe(true);
    const sentence = `The database file ${file} is damaged: database disk image is malformed (SQLITE_CORRUPT). ${REMEDY}`;
    await expect(meet(database)).rejects.toMatchObject({ code: 'SQLITE_CORRUPT', message: sentence });
    expect(await database.isReady()).toBe(false);
    await expect(database.sql('SELECT 1', [])).rejects.toMatchObject({ code: 'SQLITE_CORRUPT' });
    await expect(database.write(async () => undefined)).rejects.toMatchObject({ code: 'SQLITE_CORRUPT' });
    expect(told).toEqual([sentence]);
  });

  it('ends a command and a start with the sentence', async () => {
    const file = await damaged('api_key');
    const expected = {
      code: 1,
      stderr: `The database file ${file} is damaged: database disk image is malformed (SQLITE_CORRUPT). ${REMEDY}\n`,
    };
    expect(await runInProcess(['keys', 'list'], { environment: environmentOf(file) })).toMatchObject(expected);
    expect(await runCommand(['serve'], { environment: environmentOf(file) })).toMatchObject(expected);
  });
});

describe('a SQLite file that was cut off', () => {
  it('ends the start with a sentence', async () => {
    const file = await newFile();
    truncateSync(file, 20_000);
    expect(await runInProcess(['migrate'], { environment: environmentOf(file) })).toEqual({
      code: 1,
      stdout: '',
      stderr: `The database ${file} cannot be opened: database disk image is malformed (SQLITE_CORRUPT); restore a backup, or name another file in DATABASE_URL.\n`,
    });
  });
});
