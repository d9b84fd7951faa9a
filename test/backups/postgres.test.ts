import { chmodSync, existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { restore } from '../../src/backups/restore';
import { withoutTimeLimits, writerOptions } from '../../src/database/options';
import { completeConfig } from '../../src/running/start';
import type { DatabaseLocation } from '../../src/SettingReader';
import { installedPostgres, startInstalledPostgres } from '../support/clientPostgres';
import { freshLocation, onServer } from '../support/engines';
import { endAfter } from '../support/leftOpen';
import { environmentOf } from '../support/locationEnvironment';
import { newFolder } from '../support/program';
import { runInProcess } from '../support/runInProcess';
import { waitUntil } from '../support/waitUntil';
import { SECRET } from '../support/world';

const BIN = installedPostgres();
const itWithClients = BIN === null || process.env.LONG !== 'on' ? it.skip : it;
const itWithOldClients = BIN !== null && Number(BIN.split('/').at(-2)) < 18 ? it : it.skip;

const { PATH = '' } = process.env;

/** What may end a session of PostgreSQL, or a statement of it. */
const LIMITS = ['statement_timeout', 'idle_in_transaction_session_timeout', 'lock_timeout'];

function databaseOf(location: DatabaseLocation): string {
  return location.engine === 'postgres' ? new URL(location.url).pathname.slice(1) : '';
}

describe('latchkey backup and restore on PostgreSQL', () => {
  let server = '';
  let count = 0;

  beforeAll(async () => {
    if (BIN !== null && process.env.LONG === 'on') server = await startInstalledPostgres(BIN);
  });

  /** A database of a plain role, with one organization and its key. */
  async function served() {
    const [name, folder] = [`latchkey_${++count}`, await newFolder()];
    await ask('postgres', `CREATE ROLE ${name} LOGIN`);
    await ask('postgres', `CREATE DATABASE ${name} OWNER ${name}`);
    const url = `${server.replace('//postgres:', `//${name}:`)}/${name}`;
    const environment = { PATH, DATABASE_URL: url, LATCHKEY_SECRET: SECRET };
    const init = ['init', '--organization', 'Acme', '--email', 'ada@acme.example', '--json'];
    const made = JSON.parse((await runInProcess(init, { environment })).stdout);
    const run = (...args: string[]) => runInProcess(args, { environment });
    return { name, environment, run, id: made.apiKey.id as string, copy: path.join(folder, 'copy.dump') };
  }

  async function connected(database: string, role = 'postgres'): Promise<Client> {
    const client = new Client({
      connectionString: `${server.replace('//postgres:', `//${role}:`)}/${database}`,
      application_name: 'psql',
    });
    await client.connect();
    return client;
  }

  async function ask(database: string, statement: string): Promise<unknown[]> {
    const client = await connected(database);
    try {
      return (await client.query(statement)).rows;
    } finally {
      await client.end();
    }
  }

  itWithClients(
    'takes a copy and puts it back, in one transaction, with what had ended listed and disabled',
    async () => {
      const { name, run, id, copy } = await served();
      const odd = 'Tab\\t, \\\\. and a line\u2028separator';
      await ask(name, `UPDATE "organization" SET "name" = E'${odd}'`);
      const idle = ['keys', 'create', '--name', 'Idle', '--all-scopes', '--expires-at', '1d', '--json'];
      const { id: idleId } = JSON.parse((await run(...idle)).stdout);
      await run('keys', 'disable', idleId, '--reason', 'unused');
      const made = await run('backup', copy, '--json');
      expect(JSON.parse(made.stdout)).toMatchObject({ engine: 'postgres', keyCount: 2, workingKeyCount: 1 });
      await run('keys', 'disable', idleId, '--reason', 'compromised');
      expect(readFileSync(copy).subarray(0, 5).toString()).toBe('PGDMP');
      const { value } = JSON.parse(
        (await run('keys', 'create', '--name', 'Later', '--all-scopes', '--expires-at', '1d', '--json')).stdout,
      );
      expect(value).toMatch(/^lko_/);
      await run('keys', 'delete', id);
      const restored = await run('restore', copy, '--yes', '--disable-restored-keys', '--json');
      expect(restored).toMatchObject({ code: 0 });
      expect(JSON.parse(restored.stdout)).toMatchObject({
        isCompared: true,
        revivedKeys: [
          { id, how: 'DELETED' },
          { id: idleId, how: 'DISABLED' },
        ],
        disabledKeyCount: 2,
        keptAs: null,
      });
      expect(
        await ask(name, 'SELECT "id", "disabledAt" IS NULL AS "works", "endReason" FROM "api_key" ORDER BY "id"'),
      ).toEqual([
        { id, works: false, endReason: 'COMPROMISED' },
        { id: idleId, works: false, endReason: 'COMPROMISED' },
      ]);
      expect(await ask(name, 'SELECT "name" FROM "organization"')).toEqual([
        { name: 'Tab\t, \\. and a line\u2028separator' },
      ]);
      const events = `SELECT "type" FROM "audit_event" WHERE "type" IN ('organization.restored', 'api_key.disabled') ORDER BY "id"`;
      expect(await ask(name, events)).toEqual([
        { type: 'api_key.disabled' }, // Before the copy was made.
        { type: 'organization.restored' },
        { type: 'api_key.disabled' },
        { type: 'api_key.disabled' },
      ]);
      expect((await run('migrate')).stdout).toBe('The database is up to date.\n');
    },
  );

  itWithClients('is refused while a session is open, which it names, and changes nothing', async () => {
    const { name, run, copy } = await served();
    await run('backup', copy);
    const client = await connected(name, name);
    const [{ pid }] = (await client.query('SELECT pg_backend_pid() AS "pid"')).rows;
    const refused = await run('restore', copy, '--yes');
    await client.end();
    const stderr = `The database is used by session ${pid} (psql at 127.0.0.1): stop every server and whatever else is connected, then try again. Nothing was changed.\n`;
    expect(refused).toEqual({ code: 1, stdout: '', stderr });
  });

  itWithClients('is not refused because of an autovacuum, which a plain role sees without its kind', async () => {
    const { name, run, copy } = await served();
    await run('backup', copy);
    await ask('postgres', 'ALTER SYSTEM SET autovacuum_naptime = 1');
    await ask('postgres', 'SELECT pg_reload_conf()');
    const slow =
      'autovacuum_vacuum_threshold = 1, autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1';
    await ask(name, `CREATE TABLE "dead" WITH (${slow}) AS SELECT generate_series(1, 200000) AS "number"`);
    await ask(name, 'DELETE FROM "dead"');
    const workers = `SELECT 1 FROM pg_stat_activity WHERE "datname" = '${name}' AND "backend_type" = 'autovacuum worker'`;
    await waitUntil('an autovacuum', async () => (await ask('postgres', workers)).length > 0);
    const restored = { code: 0, stderr: expect.not.stringContaining('is used by') };
    expect(await run('restore', copy, '--yes')).toMatchObject(restored);
    expect(await ask('postgres', workers)).not.toEqual([]);
  });

  itWithClients('takes no notice of limits to the time of a session', async () => {
    const { name, run, copy } = await served();
    for (const limit of LIMITS) {
      await ask('postgres', `ALTER ROLE ${name} SET ${limit} = '20ms'`);
    }
    expect(await run('backup', copy)).toMatchObject({ code: 0, stderr: '' });
    expect(await run('restore', copy, '--yes')).toMatchObject({ code: 0 });
  });

  itWithClients('compares nothing with a database of another version, and replaces it', async () => {
    const { name, run, copy } = await served();
    await run('backup', copy);
    await ask(name, 'ALTER TABLE "user" RENAME COLUMN "passwordHash" TO "earlier"');
    const restored = await run('restore', copy, '--yes', '--disable-restored-keys', '--json');
    expect(restored).toMatchObject({ code: 0 });
    expect(JSON.parse(restored.stdout)).toMatchObject({ isCompared: false, isReplacing: true, disabledKeyCount: 1 });
  });

  itWithClients('says so where its session ends before the copy is in place', async () => {
    const { name, run, environment, copy } = await served();
    await run('backup', copy);
    const wishes = { copy, environment, disablesKeys: false, needsNoSecret: false };
    const others = `SELECT pg_terminate_backend("pid") FROM pg_stat_activity WHERE "datname" = '${name}'`;
    const restoring = restore(
      completeConfig(environment),
      wishes,
      () => undefined,
      async () => (await ask('postgres', others)).length > 0,
    );
    await expect(restoring).rejects.toThrow(/^.*copy\.dump cannot be restored: .*\. Nothing was changed\.$/);
  });

  itWithClients('rolls back where a session comes while a person is asked, and where nobody agrees', async () => {
    const { name, run, environment, id, copy } = await served();
    await run('backup', copy);
    await run('keys', 'delete', id);
    const config = completeConfig(environment);
    const wishes = { copy, environment, disablesKeys: false, needsNoSecret: false };
    const decide = (agrees: boolean) =>
      restore(
        config,
        wishes,
        () => undefined,
        async () => agrees,
      );
    await expect(decide(false)).rejects.toThrow('Nothing was changed.');
    let client: Client | null = null;
    const meanwhile = restore(
      config,
      wishes,
      () => undefined,
      async () => {
        client = await connected(name, name);
        return true;
      },
    );
    await expect(meanwhile).rejects.toThrow(/^The database is used by session \d+ \(psql at 127\.0\.0\.1\): /);
    await (client as Client | null)?.end();
    expect(await ask(name, 'SELECT "deletedAt" IS NULL AS "works" FROM "api_key"')).toEqual([{ works: false }]);
  });

  itWithClients('changes nothing where the copy ends early, is no dump, or is newer', async () => {
    const { name, run, id, copy } = await served();
    const says = async (reason: string) => {
      const refused = await run('restore', copy, '--yes');
      expect(refused).toMatchObject({ code: 1, stdout: '' });
      expect(refused.stderr).toContain(`${copy} cannot be restored: ${reason}`);
      expect(refused.stderr).toMatch(/[^.]\. Nothing was changed\.\n$/);
      expect(await ask(name, 'SELECT "id" FROM "api_key"')).toEqual([{ id }]);
    };
    await run('backup', copy);
    truncateSync(copy, readFileSync(copy).length - 3_000);
    await says('');
    writeFileSync(copy, 'SQLite format 3');
    await says('pg_restore failed: ');
    await ask(
      name,
      `INSERT INTO "migrations" ("timestamp", "name") VALUES (9999999999999, 'FromTheFuture9999999999999')`,
    );
    const newer = await run('restore', copy, '--yes');
    expect(newer.stderr).toBe(
      'The database is newer than this program: name an empty database in DATABASE_URL, and restore into that. Nothing was changed.\n',
    );
  });

  itWithClients('restores into an empty database of another role', async () => {
    const [from, to] = [await served(), await served()];
    await from.run('backup', from.copy);
    for (const { tablename } of (await ask(to.name, `SELECT tablename FROM pg_tables WHERE schemaname = 'public'`)) as {
      tablename: string;
    }[]) {
      await ask(to.name, `DROP TABLE "${tablename}" CASCADE`);
    }
    await ask(to.name, 'DROP COLLATION "BINARY"');
    expect(await to.run('restore', from.copy, '--yes')).toMatchObject({ code: 0 });
    expect(await ask(to.name, 'SELECT "id" FROM "api_key"')).toEqual([{ id: from.id }]);
    expect((await to.run('keys', 'list')).code).toBe(0);
  });

  it('hands the password to pg_dump in the environment alone', async () => {
    const folder = await newFolder();
    const told = path.join(folder, 'told');
    const location = await freshLocation('postgres');
    writeFileSync(path.join(folder, 'pg_dump'), `#!/bin/sh\necho "$@ password=$PGPASSWORD" > ${told}; exit 1\n`);
    chmodSync(path.join(folder, 'pg_dump'), 0o755);
    const failed = await runInProcess(['backup', `${folder}/copy`], {
      environment: { ...environmentOf(location), PATH: `${folder}:${PATH}` },
    });
    const stderr = 'The database cannot be backed up: pg_dump failed with 1. No backup was made.\n';
    expect(failed).toEqual({ code: 1, stdout: '', stderr });
    const [args = '', password] = readFileSync(told, 'utf8').trim().split(' password=');
    expect(args).toMatch(/ --dbname=postgres:\/\/postgres@127\.0\.0\.1:\d+\/\w+\?sslmode=disable$/);
    expect(password).toBe('postgres');
  });

  it('has sessions without a limit to their time, whatever role and database say', async () => {
    const location = await freshLocation('postgres');
    const database = databaseOf(location);
    for (const limit of LIMITS) {
      await onServer(`ALTER DATABASE ${database} SET ${limit} = '7s'`);
    }
    const source = await new DataSource(withoutTimeLimits(writerOptions(location, [], []))).initialize();
    endAfter('test', () => source.destroy());
    const limits = `SELECT "name", "setting" FROM pg_settings WHERE "name" = ANY ($1) AND "setting" <> '0'`;
    expect(await source.query(limits, [LIMITS])).toEqual([]);
  });

  it('keeps a copy that is whole, though its own session ended meanwhile', async () => {
    const folder = await newFolder();
    const at = (name: string) => path.join(folder, name);
    const dump = `for each; do case "$each" in --file=*) echo whole > "\${each#--file=}";; esac; done
      touch ${at('dumped')}; while [ ! -e ${at('go')} ]; do sleep 0.02; done`;
    for (const [name, script] of Object.entries({ pg_dump: dump, pg_restore: '' })) {
      writeFileSync(at(name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    }
    const location = await freshLocation('postgres');
    const environment = { ...environmentOf(location), PATH: `${folder}:${PATH}` };
    const backingUp = runInProcess(['backup', at('copy')], { environment });
    await waitUntil('the dump', () => existsSync(at('dumped')));
    const database = databaseOf(location);
    await onServer(`SELECT pg_terminate_backend("pid") FROM pg_stat_activity WHERE "datname" = '${database}'`);
    writeFileSync(at('go'), '');
    expect(await backingUp).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(at('copy'), 'utf8')).toBe('whole\n');
  });

  itWithOldClients('says what to do where pg_dump is older than the server', async () => {
    const copy = path.join(await newFolder(), 'copy');
    const environment = { ...environmentOf(await freshLocation('postgres')), PATH };
    const failed = await runInProcess(['backup', copy], { environment });
    expect(failed).toMatchObject({ code: 1, stdout: '' });
    expect(failed.stderr).toMatch(
      /^pg_dump is too old: .*server version mismatch.*: install PostgreSQL's client programs in the version of the server, or /,
    );
    expect(failed.stderr).not.toContain(':postgres@');
  });

  it('says what to run where pg_dump is not installed, without the password', async () => {
    const folder = await newFolder();
    mkdirSync(path.join(folder, 'empty'));
    const environment = { ...environmentOf(await freshLocation('postgres')), PATH: path.join(folder, 'empty') };
    const failed = await runInProcess(['backup', `${folder}/copy`], { environment });
    expect(failed).toMatchObject({ code: 1, stdout: '' });
    expect(failed.stderr).toMatch(
      /^pg_dump is not installed: install PostgreSQL's client programs in the version of the server, or take the copy where they are: `pg_dump --format=custom --schema="public" --file=FILE 'postgres:\/\/postgres@127\.0\.0\.1:\d+\/\w+\?sslmode=disable'`\.\n$/,
    );
  });
});
