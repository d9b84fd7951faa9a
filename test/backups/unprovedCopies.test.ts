import {
  appendFileSync,
  copyFileSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { type BackedUp, backedUp, restore } from '../support/backedUp';
import { newFolder } from '../support/program';
import { SECRET } from '../support/world';

/** Turns a copy into a link to it, beside which a log stands where it really is. */
function linkToOneWithLog(file: string): void {
  renameSync(file, `${file}.real`);
  symlinkSync(`${file}.real`, file);
  appendFileSync(`${file}.real-wal`, 'changes');
}

describe('latchkey restore of what cannot be proved', () => {
  let made: BackedUp;
  let before: Buffer;

  beforeAll(async () => {
    made = await backedUp(async (world) => {
      const acme = await world.organization();
      for (let count = 0; count < 40; count += 1) await world.key(acme, { name: `Key ${count}` });
    });
    await made.world.close();
    before = readFileSync(made.file);
  });

  /** Changes a copy of the copy. */
  async function spoilt(spoil: (file: string) => void): Promise<string> {
    const file = path.join(await newFolder(), 'copy.sqlite');
    copyFileSync(made.copy, file);
    spoil(file);
    return file;
  }

  const inSql = (statement: string) => (file: string) => {
    const connection = new BetterSqlite3(file);
    connection.pragma('foreign_keys = OFF');
    connection.exec(statement);
    connection.close();
  };

  it.each([
    ['no database', (file: string) => writeFileSync(file, 'PGDMP'), 'it is no SQLite database'],
    ['a part of one', (file: string) => truncateSync(file, 40_960), 'it is damaged: '],
    ['other bytes in a page', (file: string) => overwrite(file), 'it is damaged: '],
    [
      'a reference to nothing',
      inSql('DELETE FROM "organization"'),
      'it is damaged: a row of api_key refers to one of organization that is missing',
    ],
    ['a log beside it', (file: string) => appendFileSync(`${file}-wal`, 'changes'), 'changes stand beside it, in '],
    ['a log beside the file that it links to', linkToOneWithLog, 'changes stand beside it, in '],
    ['no tables of Latchkey', inSql('DELETE FROM "migrations"'), 'it holds no tables of Latchkey'],
    [
      'a newer schema',
      inSql(`INSERT INTO "migrations" ("timestamp", "name") VALUES (9999999999999, 'FromTheFuture9999999999999')`),
      'it is newer than this program, which does not know its migrations (FromTheFuture9999999999999): use the program that made it, or a later one',
    ],
    [
      'a gap in its migrations',
      inSql(`DELETE FROM "migrations" WHERE "name" LIKE 'AddSessions%'`),
      'some of its migrations are missing, or ran in another order',
    ],
  ])('of %s changes nothing, and says why', async (_what, spoil, reason) => {
    const copy = await spoilt(spoil);
    const refused = await restore({ copy, environment: made.environment });
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain(`${copy} cannot be restored: ${reason}`);
    expect(refused.stderr).toMatch(/[^.]\. Nothing was changed\.\n$/);
    expect(readFileSync(made.file)).toEqual(before);
    const beside = readdirSync(path.dirname(made.file)).filter(
      (name) => name.startsWith(path.basename(made.file)) && !name.endsWith('-usage'),
    );
    expect(beside).toEqual([path.basename(made.file)]);
  });

  it('changes nothing where the copy cannot be staged', async () => {
    const environment = { ...made.environment, DATABASE_URL: `sqlite:${made.file}.lost/latchkey.sqlite` };
    const refused = await restore({ ...made, environment });
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(
      / cannot be restored: ENOENT: no such file or directory, .*\. Nothing was changed\.\n$/,
    );
  });

  it('of keys none of which can be checked changes nothing, unless that is asked for', async () => {
    const environment = { ...made.environment, LATCHKEY_SECRET: 'another secret that is long enough as well' };
    const refused = await restore({ ...made, environment });
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(
      /: 41 of 41 keys were made under a secret that is not set: .*, or add --without-secret\. Nothing was changed\.\n$/,
    );
    expect(readFileSync(made.file)).toEqual(before);
    const known = { ...environment, LATCHKEY_PREVIOUS_SECRETS: SECRET };
    expect((await restore({ ...made, environment: known })).code).toBe(0);
    expect((await restore({ ...made, environment }, '--without-secret')).code).toBe(0);
  });

  it('makes no master secret, which would be good for nothing', async () => {
    const folder = await newFolder();
    const environment = { DATABASE_URL: `sqlite:${folder}/latchkey.sqlite` };
    const refused = await restore({ ...made, environment });
    const stderr = `There is no master secret: set LATCHKEY_SECRET, or put the file that was kept beside the database back to ${folder}/secret. Nothing was changed.\n`;
    expect(refused).toEqual({ code: 2, stdout: '', stderr });
    expect(readdirSync(folder)).toEqual([]);
  });
});

/** Writes over the middle of a page that holds keys. */
function overwrite(file: string): void {
  const content = readFileSync(file);
  const at = content.indexOf('Key 20');
  content.fill(0xff, at - 200, at + 200);
  writeFileSync(file, content);
}
