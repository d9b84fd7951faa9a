import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { backedUp } from '../support/backedUp';
import { newFolder, runScript } from '../support/program';
import { times } from '../support/times';

/** The call that gives the new database its name, and the first one that is never made. */
const [RENAMES, LAST] = [6, 8];
const FIRST = LAST - times({ usual: 2, long: 7 });

/**
 * Replaces a database as `latchkey restore` does, and is killed right before its n-th call that changes a name or waits
 * for the disk.
 */
const REPLACE = `
  const fs = require('node:fs');
  const [, file, staged, at] = process.argv;
  let [count, isInside] = [0, false]; // Some call others, in some versions of Node.js.
  for (const name of ['linkSync', 'renameSync', 'rmSync', 'unlinkSync', 'fsyncSync']) {
    const call = fs[name];
    fs[name] = (...given) => {
      if (isInside) return call(...given);
      count += 1;
      if (count === Number(at)) process.kill(process.pid, 'SIGKILL');
      isInside = true;
      try {
        return call(...given);
      } finally {
        isInside = false;
      }
    };
  }
  const { HeldSqlite } = require(${JSON.stringify(path.resolve('dist/src/backups/HeldSqlite.js'))});
  const held = HeldSqlite.take(file);
  held.replaceBy(staged, file + '.kept');
  held.release();`;

/** A database of one row. */
function database(file: string, row: string): string {
  const connection = new BetterSqlite3(file);
  connection.exec('CREATE TABLE "mark" ("row" TEXT)');
  connection.prepare('INSERT INTO "mark" VALUES (?)').run(row);
  connection.close();
  return file;
}

/** The same, of a server that was killed: the row stands in its log alone. */
function crashedDatabase(file: string, row: string): string {
  const connection = new BetterSqlite3(database(`${file}.served`, 'too old'));
  connection.pragma('journal_mode = WAL');
  connection.prepare('UPDATE "mark" SET "row" = ?').run(row);
  for (const suffix of ['', '-wal']) copyFileSync(`${file}.served${suffix}`, `${file}${suffix}`);
  connection.close();
  return file;
}

/** What is found by whoever opens a database next. */
function rowIn(file: string): unknown {
  const connection = new BetterSqlite3(file, { fileMustExist: true });
  try {
    expect(connection.pragma('integrity_check', { simple: true })).toBe('ok');
    return connection.prepare('SELECT "row" FROM "mark"').pluck().get();
  } finally {
    connection.close();
  }
}

/** Restores a copy, and gets a signal at the moment at which it has taken the place of the database. */
const INTERRUPTED = `
  const { watch, readdirSync } = require('node:fs');
  const [, copy, folder, ...main] = process.argv;
  const watcher = watch(folder, () => {
    if (!readdirSync(folder).some((name) => name.includes('before-restore'))) return;
    watcher.close();
    process.kill(process.pid, 'SIGTERM');
  });
  watcher.unref();
  process.argv = [process.execPath, ...main, 'restore', copy, '--yes'];
  require(main[0]);`;

describe('kill -9 while a database is replaced', () => {
  it('leaves the old database whole or the new one, and never the log of one beside the other', async () => {
    const found: unknown[] = [];
    for (let step = FIRST; step <= LAST; step += 1) {
      const folder = await newFolder();
      const file = crashedDatabase(path.join(folder, 'latchkey.sqlite'), 'old');
      const staged = database(path.join(folder, 'staged.sqlite'), 'new');
      const { code } = await runScript(['-e', REPLACE, file, staged, String(step)], { folder: process.cwd() });
      found.push([step, code, rowIn(file)]);
      if (existsSync(`${file}.kept`)) expect(rowIn(`${file}.kept`)).toBe('old');
    }
    const killed = Array.from({ length: LAST - FIRST }, (_each, index) => FIRST + index);
    expect(found).toEqual([...killed.map((step) => [step, null, step <= RENAMES ? 'old' : 'new']), [LAST, 0, 'new']]);
  });

  it('keeps the old database where a file can have one name alone', async () => {
    const folder = await newFolder();
    const file = crashedDatabase(path.join(folder, 'latchkey.sqlite'), 'old');
    const staged = database(path.join(folder, 'staged.sqlite'), 'new');
    const without = `require('node:fs').linkSync = () => { throw Object.assign(new Error('no links'), { code: 'EPERM' }); };`;
    const { code } = await runScript(['-e', without + REPLACE, file, staged, '0'], { folder: process.cwd() });
    expect([code, rowIn(file), rowIn(`${file}.kept`)]).toEqual([0, 'new', 'old']);
  });
});

describe('a signal once the copy is in place', () => {
  it('does not keep the restore from saying so', async () => {
    const { world, file, copy, environment } = await backedUp();
    await world.close();
    const folder = path.join(await newFolder(), 'served');
    mkdirSync(folder);
    const served = path.join(folder, 'latchkey.sqlite');
    copyFileSync(file, served);
    const restored = await runScript(['-e', INTERRUPTED, copy, folder, path.resolve('dist/src/main.js')], {
      environment: { ...environment, DATABASE_URL: `sqlite:${served}` },
      folder: process.cwd(),
    });
    expect(restored).toMatchObject({ code: 0, stdout: expect.stringContaining('The backup was restored.\n') });
  });
});
