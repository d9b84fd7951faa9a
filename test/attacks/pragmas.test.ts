import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Database } from '../../src/database/Database';
import { migrate } from '../../src/database/migrations';
import { openDatabase } from '../../src/running/openDatabase';
import type { RunSql } from '../../src/storage/Storage';
import { newFolder } from '../support/program';

/** What a connection is set to. Shape: the value of each pragma. */
async function pragmasOf(run: RunSql): Promise<Record<string, unknown>> {
  const names = [
    ...['journal_mode', 'synchronous', 'foreign_keys', 'busy_timeout'],
    ...['trusted_schema', 'recursive_triggers', 'temp_store'],
  ];
  const rows = await Promise.all(names.map((name) => run<Record<string, unknown>>(`PRAGMA ${name}`, [])));
  return Object.fromEntries(names.map((name, index) => [name, Object.values(rows[index]?.[0] ?? {})[0]]));
}

async function modeOf(file: string): Promise<string> {
  return ((await stat(file)).mode & 0o777).toString(8);
}

describe('the SQLite database', () => {
  let file: string;
  let database: Database;

  beforeAll(async () => {
    file = path.join(await newFolder(), 'new', 'latchkey.sqlite');
    database = await openDatabase({ engine: 'sqlite', file });
    await migrate(database.writer);
  });

  afterAll(() => database.close());

  const settings = {
    ...{ journal_mode: 'wal', synchronous: 2, foreign_keys: 1, busy_timeout: 20, trusted_schema: 0 },
    recursive_triggers: 1,
  };
  const inMemory = { temp_store: 2 };
  const inFiles = { temp_store: 0 };

  it('T101: the connection that writes commits to the disk, keeps references and trusts no schema', async () => {
    expect(await database.write(({ sql }) => pragmasOf(sql))).toEqual({ ...settings, ...inMemory });
  });

  it('T101: the connection that reads is set the same way', async () => {
    expect(await pragmasOf(database.sql)).toEqual({ ...settings, ...inFiles });
  });

  it('T101: the connection that reads cannot write', async () => {
    const insert = `INSERT INTO "organization" ("id", "name", "createdAt") VALUES ('one', 'Acme', 0) RETURNING "id"`;
    await expect(database.sql(insert, [])).rejects.toMatchObject({ code: 'SQLITE_READONLY' });
    expect(await database.sql('SELECT "id" FROM "organization"', [])).toEqual([]);
  });

  it('T101: nobody but the owner may read the file, nor the log and the index beside it', async () => {
    const modes = await Promise.all(['', '-wal', '-shm'].map((ending) => modeOf(`${file}${ending}`)));
    expect(modes).toEqual(['600', '600', '600']);
  });

  it('T101: a file that others could read is closed to them when it is opened', async () => {
    const openFile = path.join(path.dirname(file), 'open.sqlite');
    await writeFile(openFile, '', { mode: 0o644 });
    const opened = await openDatabase({ engine: 'sqlite', file: openFile });
    await opened.close();
    expect(await modeOf(openFile)).toBe('600');
  });
});
