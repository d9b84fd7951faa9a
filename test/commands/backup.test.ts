import { linkSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { DAY_MS } from '../../src/clock';
import { MIGRATIONS } from '../../src/database/migrations';
import type { DatabaseLocation } from '../../src/SettingReader';
import { fingerprintOf } from '../../src/secrets';
import { freshLocation } from '../support/engines';
import { environmentOf } from '../support/locationEnvironment';
import { newFolder, runScript } from '../support/program';
import { runInProcess } from '../support/runInProcess';
import { SECRET, sharedWorld } from '../support/world';

describe('latchkey backup', () => {
  const world = sharedWorld('sqlite');
  const database = () => world().config.database as Extract<DatabaseLocation, { engine: 'sqlite' }>;

  /** Runs `latchkey backup …` beside a server that has the database open. */
  const backup = (...args: string[]) => runInProcess(['backup', ...args], { environment: environmentOf(database()) });

  it('copies what is committed into one file that its owner alone reads, and says what the copy holds', async () => {
    world().now = Date.now();
    const acme = await world().organization();
    await world().key(acme, { expiresAt: world().now + DAY_MS });
    const ended = await world().key(acme);
    await world().rows('UPDATE "api_key" SET "deletedAt" = $1 WHERE "id" = $2', [world().now, ended.id]);
    const folder = await newFolder();
    const file = path.join(folder, 'copy.sqlite');
    const made = await backup(file, '--json');
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(made.stdout)).toEqual({
      path: file,
      bytes: statSync(file).size,
      engine: 'sqlite',
      takenAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      keyCount: 3,
      workingKeyCount: 2,
      schemaVersion: MIGRATIONS.at(-1)?.name,
      secretFingerprints: [fingerprintOf(SECRET)],
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['copy.sqlite']);
    expect(readFileSync(file).subarray(18, 20)).toEqual(Buffer.of(1, 1)); // SQLite's mark of a file without a log.
  });

  it('finds the database by the file that DATABASE_URL_FILE names', async () => {
    const folder = await newFolder();
    const url = path.join(folder, 'database.url');
    writeFileSync(url, `sqlite:${database().file}\n`);
    const environment = { DATABASE_URL: '', DATABASE_URL_FILE: url, LATCHKEY_SECRET: SECRET };
    const made = await runInProcess(['backup', path.join(folder, 'copy.sqlite'), '--json'], { environment });
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(made.stdout)).toMatchObject({ engine: 'sqlite' });
  });

  it('replaces a file with --force alone', async () => {
    const file = path.join(await newFolder(), 'copy.sqlite');
    expect((await backup(file)).code).toBe(0);
    const stderr = `${file} is there already: name another file, or add --force to replace it.\n`;
    expect(await backup(file)).toEqual({ code: 1, stdout: '', stderr });
    expect((await backup(file, '--force')).code).toBe(0);
  });

  it('refuses the database itself by any name, and what SQLite keeps beside it', async () => {
    const { file } = database();
    const folder = await newFolder();
    const [linked, symbolic] = [path.join(folder, 'linked'), path.join(folder, 'symbolic')];
    linkSync(file, linked);
    symlinkSync(path.dirname(file), symbolic);
    const names = [
      file,
      `${file}-wal`,
      `${file}-shm`,
      `${file}-journal`,
      linked,
      path.join(symbolic, path.basename(file)),
    ];
    for (const name of names) {
      const stderr = `${name} belongs to the database itself: name another file.\n`;
      expect(await backup(name, '--force')).toEqual({ code: 2, stdout: '', stderr });
    }
  });

  it('refuses a folder, and a file in a folder that is not there', async () => {
    const folder = await newFolder();
    expect(await backup(folder, '--force')).toMatchObject({ code: 2, stderr: `${folder} is no file: name another.\n` });
    const stderr = `There is no folder ${folder}/lost: make it first.\n`;
    expect(await backup(`${folder}/lost/copy.sqlite`)).toMatchObject({ code: 1, stderr });
  });

  it('makes no database where there is none, and none of what is not one of Latchkey', async () => {
    const folder = await newFolder();
    const [none, other] = [path.join(folder, 'none.sqlite'), path.join(folder, 'other.sqlite')];
    new BetterSqlite3(other).exec('CREATE TABLE "note" ("text" TEXT)').close();
    const copy = path.join(folder, 'copy.sqlite');
    const of = (file: string) =>
      runInProcess(['backup', copy], { environment: environmentOf({ engine: 'sqlite', file }) });
    expect(await of(none)).toMatchObject({ code: 1, stderr: `There is no database ${none}: check DATABASE_URL.\n` });
    const stderr = 'The database cannot be backed up: it holds no tables of Latchkey. No backup was made.\n';
    expect(await of(other)).toEqual({ code: 1, stdout: '', stderr });
    const text = path.join(folder, 'other.sqlite.txt');
    writeFileSync(text, 'no database'.repeat(100));
    expect((await of(text)).stderr).toBe(
      `The database ${text} cannot be opened: file is not a database (SQLITE_NOTADB); restore a backup, or name another file in DATABASE_URL.\n`,
    );
    expect(readdirSync(folder).filter((name) => !name.startsWith('other.sqlite'))).toEqual([]);
  });

  it('leaves no part of a copy where the disk is full, or somebody stops it', async () => {
    const { file } = (await freshLocation('sqlite')) as Extract<DatabaseLocation, { engine: 'sqlite' }>;
    const large = new BetterSqlite3(file);
    large.exec('CREATE TABLE "large" ("content" BLOB); INSERT INTO "large" VALUES (zeroblob(50000000))');
    large.close();
    const folder = await newFolder();
    mkdirSync(path.join(folder, 'to'));
    const environment = environmentOf({ engine: 'sqlite', file });
    const main = path.resolve('dist/src/main.js');
    const limited = `require('node:child_process').spawnSync('sh', ['-c', 'ulimit -f 20000; exec "$0" "$@"', process.execPath, ${JSON.stringify(main)}, 'backup', 'to/copy.sqlite'], { stdio: 'inherit' })`;
    const full = await runScript(['-e', limited], { environment, folder });
    expect(full.stderr).toMatch(/copy\.sqlite cannot be written: .*\. No backup was made\.\n$/);
    expect(readdirSync(path.join(folder, 'to'))).toEqual([]);
    const stopped = await runScript(
      [
        '-e',
        `const { watch, readdirSync } = require('node:fs');
        watch('to', () => { if (readdirSync('to').some((name) => name.includes('partial'))) process.kill(process.pid, 'SIGINT'); }).unref();
        process.argv = [process.execPath, ${JSON.stringify(main)}, 'backup', 'to/copy.sqlite'];
        require(${JSON.stringify(main)});`,
      ],
      { environment, folder },
    );
    expect(stopped).toEqual({ code: 1, stdout: '', stderr: '' });
    expect(readdirSync(path.join(folder, 'to'))).toEqual([]);
  });
});
