import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import { DataSource, type QueryRunner } from 'typeorm';
import type { Database } from '../../src/database/Database';
import { type Migration, telling } from '../../src/database/Migration';
import { COMMAND_PATIENCE, MIGRATIONS, migrate, pendingMigrationCount } from '../../src/database/migrations';
import { type Engine, writerOptions } from '../../src/database/options';
import { openDatabase } from '../../src/running/openDatabase';
import type { DatabaseLocation } from '../../src/SettingReader';
import { describeOnEachEngine, freshLocation } from '../support/engines';
import { endAfter } from '../support/leftOpen';
import { environmentOf } from '../support/locationEnvironment';
import { runCommand, runScript } from '../support/program';
import { runInProcess } from '../support/runInProcess';
import { waitUntil } from '../support/waitUntil';
import { urlOf } from '../support/workers';

/** The name of everything that the migrations make, and that they make by. */
const OBJECTS: Readonly<Record<Engine, string>> = {
  sqlite: `SELECT "name" FROM "sqlite_master" WHERE "name" NOT LIKE 'sqlite_%' AND "name" <> 'migrations' ORDER BY 1`,
  postgres: `SELECT "relname" AS "name" FROM "pg_class"
    WHERE "relnamespace" = 'public'::regnamespace AND "relname" NOT LIKE 'migrations%' AND "relname" NOT LIKE 'PK_%'
    UNION ALL SELECT "collname" FROM "pg_collation" WHERE "collnamespace" = 'public'::regnamespace ORDER BY 1`,
};

const LATER = 'AddWhatNobodyKnows1990000000000';
const INSERT_LATER = `INSERT INTO "migrations" ("timestamp", "name") VALUES (1990000000000, '${LATER}')`;
const BREAK = `INSERT INTO "breaking_migration" ("name", "breaksBefore") VALUES ('${LATER}', 1990000000000)`;
const REFUSAL =
  'The database is newer than this program: it has had migrations that this version cannot work with ' +
  `(${LATER}). Start the version that made them, or a later one.`;

/** Writes down what is made and dropped, in its order, in which transaction, and the limit to the statement's time. */
const WATCH = [
  'CREATE TABLE "watched" ("number" SERIAL, "tag" TEXT, "limit" TEXT, "transaction" TEXT DEFAULT txid_current())',
  `CREATE FUNCTION "watch"() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO "watched" ("tag", "limit") VALUES (tg_tag, current_setting('statement_timeout'));
  END $$`,
  'CREATE EVENT TRIGGER "watch" ON ddl_command_end EXECUTE FUNCTION "watch"()',
];

describe('the migrations', () => {
  it('are all of those in the folder, in the order of their numbers', async () => {
    const files = (await readdir('migrations')).sort();
    expect(MIGRATIONS.map(({ name }) => name)).toEqual(
      files.map((file) => file.replace(/^(\d+)-(\w+)\.ts$/, (_whole, number, name) => `${name}${number}`)),
    );
  });
});

describeOnEachEngine('the migrations', (engine) => {
  let location: DatabaseLocation;
  let database: Database;

  beforeEach(async () => {
    location = await freshLocation(engine);
    database = await openDatabase(location);
  });

  afterEach(() => database.close());

  it('make what the entities describe', async () => {
    const { upQueries } = await database.writer.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('can all be undone, to nothing, and done again', async () => {
    const before = await database.writer.query(OBJECTS[engine]);
    for (const _each of MIGRATIONS) await database.writer.undoLastMigration({ transaction: 'each' });
    expect(await database.writer.query(OBJECTS[engine])).toEqual([]);
    expect(await pendingMigrationCount(database.writer)).toBe(MIGRATIONS.length);
    expect(await migrate(database.writer)).toBe(MIGRATIONS.length);
    expect(await database.writer.query(OBJECTS[engine])).toEqual(before);
    expect(await migrate(database.writer)).toBe(0);
  });

  it('of a later version that break this program keep it from touching what it does not understand (T112)', async () => {
    await database.writer.query(INSERT_LATER);
    expect([await pendingMigrationCount(database.writer), await database.isReady()]).toEqual([0, true]);
    await database.writer.query(BREAK);
    expect(await database.isReady()).toBe(false);
    const environment = environmentOf(location);
    await expect(pendingMigrationCount(database.writer)).rejects.toThrow(REFUSAL);
    const refused = { code: 1, stdout: '', stderr: `${REFUSAL}\n` };
    expect(await runCommand(['serve'], { environment })).toEqual(refused);
    for (const args of [
      ['keys', 'list'],
      ['init', '--organization', 'Acme', '--email', 'a@acme.example'],
    ]) {
      expect(await runInProcess(args, { environment })).toEqual(refused);
    }
    expect(await database.sql('SELECT "id" FROM "organization"', [])).toEqual([]);
  });

  it('say which programs they break, as long as they are not undone', async () => {
    class AddColour1990000000000 implements Migration {
      readonly breaksBefore = 1_980_000_000_000;
      async up(runner: QueryRunner): Promise<void> {
        await runner.query('ALTER TABLE "process" ADD COLUMN "colour" varchar');
      }
      async down(runner: QueryRunner): Promise<void> {
        await runner.query('ALTER TABLE "process" DROP COLUMN "colour"');
      }
    }
    const options = writerOptions(location, [], [...MIGRATIONS, telling(AddColour1990000000000)]);
    const later = await new DataSource(options).initialize();
    await later.runMigrations();
    await expect(pendingMigrationCount(database.writer)).rejects.toThrow('AddColour1990000000000');
    await later.undoLastMigration();
    expect([await pendingMigrationCount(database.writer), await database.isReady()]).toEqual([0, true]);
    await later.runMigrations();
    expect(await database.isReady()).toBe(false);
    await later.destroy();
  });

  it('of a later version alone are no reason to add those of this one', async () => {
    for (const _each of MIGRATIONS) await database.writer.undoLastMigration({ transaction: 'each' });
    await database.writer.query(INSERT_LATER);
    const refused = await runInProcess(['migrate'], { environment: environmentOf(location) });
    expect(refused).toEqual({ code: 1, stdout: '', stderr: `${REFUSAL}\n` });
    expect(await database.writer.query(OBJECTS[engine])).toEqual([]);
    expect(await database.writer.query('SELECT "name" FROM "migrations"')).toEqual([{ name: LATER }]);
  });

  it('are run once when several programs start at the same time', async () => {
    for (const _each of MIGRATIONS) await database.writer.undoLastMigration({ transaction: 'each' });
    const wishes = { environment: environmentOf(location) };
    const ended = await Promise.all([1, 2, 3, 4].map(() => runCommand(['migrate', '--json'], wishes)));
    const told = ended.map(({ stderr }) =>
      stderr.replace('Waiting for another process that migrates the database.\n', ''),
    );
    expect(ended.map(({ code }, index) => [code, told[index]])).toEqual(ended.map(() => [0, '']));
    const counts = ended.map(({ stdout }) => JSON.parse(stdout).migrationCount);
    expect(counts.sort()).toEqual([0, 0, 0, MIGRATIONS.length]);
  });

  it('are shown by the command line of TypeORM', async () => {
    const shown = await runScript(
      [path.resolve('node_modules/typeorm/cli.js'), 'migration:show', '-d', path.resolve('dist/ormconfig.js')],
      { environment: environmentOf(location) },
    );
    const lines = MIGRATIONS.map(({ name }, index) => `[X] ${index + 1} ${name}\n`);
    expect(shown).toEqual({ code: 0, stdout: lines.join(''), stderr: '' });
  });
});

describe('the migrations on PostgreSQL', () => {
  it('keep nobody out of a table for as long as somebody else, such as a backup, holds it', async () => {
    const location = await freshLocation('postgres');
    const database = await openDatabase(location);
    const changesTable = MIGRATIONS.findIndex(({ name }) => name.startsWith('AddNextSigningKeys'));
    for (const _each of MIGRATIONS.slice(changesTable))
      await database.writer.undoLastMigration({ transaction: 'each' });
    const backup = new Client({ connectionString: urlOf(location) });
    await backup.connect();
    endAfter('test', () => backup.end());
    await backup.query('BEGIN');
    await backup.query('LOCK TABLE "signing_key" IN ACCESS SHARE MODE');
    const migrating = migrate(database.writer);
    const waiting = `SELECT 1 FROM pg_locks WHERE NOT granted AND relation = '"signing_key"'::regclass`;
    const isWaiting = async (): Promise<boolean> => (await database.writer.query(waiting)).length > 0;
    await waitUntil('a migration that waits', isWaiting);
    expect(await database.sql('SELECT "id" FROM "signing_key"', [])).toEqual([]);
    await waitUntil('a migration that waits', isWaiting);
    const beganAt = performance.now();
    await waitUntil('its end', async () => !(await isWaiting()));
    const endedAt = performance.now();
    await waitUntil('another try', isWaiting);
    expect(endedAt - beganAt).toBeLessThan(performance.now() - endedAt); // Most of the time readers are let in.
    await backup.end();
    expect(await migrating).toBe(MIGRATIONS.length - changesTable);
    await database.close();
  });

  it('wait for another process that makes them, and say so', async () => {
    const location = await freshLocation('postgres');
    const database = await openDatabase(location);
    await database.writer.undoLastMigration({ transaction: 'each' });
    const other = new Client({ connectionString: urlOf(location) });
    await other.connect();
    await other.query('SELECT pg_advisory_lock(7103)');
    const told: string[] = [];
    const tell = (sentence: string): void => {
      told.push(sentence);
      void other.end();
    };
    expect(await migrate(database.writer, { ...COMMAND_PATIENCE, tell })).toBe(1);
    expect(told).toEqual(['Waiting for another process that migrates the database.']);
    await database.close();
  });

  it('take as long as they need, and keep readers out of a table only at their end', async () => {
    const database = await openDatabase(await freshLocation('postgres'));
    for (const _each of MIGRATIONS) await database.writer.undoLastMigration({ transaction: 'each' });
    for (const statement of WATCH) await database.writer.query(statement);
    await migrate(database.writer);
    const watched: { tag: string; limit: string; transaction: string }[] = await database.writer.query(
      'SELECT "tag", "limit", "transaction" FROM "watched" ORDER BY "number"',
    );
    const [{ statement_timeout: usual }] = await database.writer.query('SHOW statement_timeout');
    await database.close();
    expect([usual, new Set(watched.map(({ limit }) => limit))]).toEqual(['10s', new Set(['0'])]);
    const dropped = watched.findIndex(({ tag }) => tag === 'DROP INDEX');
    expect(dropped).toBeGreaterThan(0);
    const { transaction } = watched[dropped] as (typeof watched)[number];
    const rest = watched.slice(dropped).filter((each) => each.transaction === transaction);
    expect(new Set(rest.map(({ tag }) => tag))).toEqual(new Set(['DROP INDEX']));
  });
});
