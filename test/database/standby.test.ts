import { Client } from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions';
import { MIGRATIONS, migrate } from '../../src/database/migrations';
import { writerOptions } from '../../src/database/options';
import { PostgresWriter } from '../../src/database/PostgresWriter';
import { openReaderPool } from '../../src/database/postgresOptions';
import { openDatabase } from '../../src/running/openDatabase';
import type { DatabaseLocation } from '../../src/SettingReader';
import { CuttableProxy } from '../support/CuttableProxy';
import { testFolder } from '../support/engines';
import { endAfter } from '../support/leftOpen';
import { cut } from '../support/pageBlocks';
import { type PostgresCluster, startPostgres } from '../support/postgres';
import { runInProcess } from '../support/runInProcess';
import { type Standby, startStandby } from '../support/standby';
import { waitUntil } from '../support/waitUntil';
import { type Answer, NOW, SECRET, type TestKey, World } from '../support/world';

const FLAGS = ['-c', 'fsync=off', '-c', 'max_connections=50', '-c', 'max_wal_size=64MB'];
const READ = '{ viewer { name } }';
const WRITE = `mutation ($expiresAt: DateTime!) {
  createApiKey(input: { name: "Key", allScopes: true, expiresAt: $expiresAt }) { apiKey { id } userErrors { code } }
}`;
const EXPIRES_AT = new Date(NOW + 86_400_000).toISOString();

function write(world: World, key: TestKey): Promise<Answer> {
  return world.as(key).run(WRITE, { expiresAt: EXPIRES_AT });
}

/** What a server answers: to a read, to a write, and whether it is ready. */
async function statusesOf(world: World, key: TestKey): Promise<number[]> {
  const read = await world.as(key).run(READ);
  const written = await write(world, key);
  return [read.status, written.status, (await world.request({ path: '/readyz' })).status];
}

describe('a server of PostgreSQL that takes no writes', () => {
  let primary: PostgresCluster;
  let standby: Standby;

  beforeAll(async () => {
    primary = await startPostgres(testFolder(), FLAGS, 'primary');
    endAfter('file', () => primary.stop());
    const database = await openDatabase(at(primary));
    await migrate(database.writer);
    await database.close();
    standby = await startStandby(primary, FLAGS);
    endAfter('file', () => standby.stop());
  });

  const at = ({ url }: Pick<PostgresCluster, 'url'>): DatabaseLocation => ({
    engine: 'postgres',
    url: `${url}/postgres`,
  });

  const onPrimary = async (...statements: string[]): Promise<void> => {
    const client = new Client({ connectionString: `${primary.url}/postgres` });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };

  /** A server on the primary, or on what it is told. */
  const serve = async (database = at(primary)): Promise<{ world: World; key: TestKey }> => {
    const world = await World.on(database);
    return { world, key: (await world.organization()).key };
  };

  const refusalOf = async (url: string): Promise<string> => {
    const environment = { DATABASE_URL: url, LATCHKEY_SECRET: SECRET };
    const { code, stderr } = await runInProcess(['keys', 'list'], { environment });
    const [one, other] = [primary, standby].map((each) => new URL(each.url).host);
    return `${code} ${stderr}`.replaceAll(`${one}`, 'PRIMARY').replaceAll(`${other}`, 'STANDBY');
  };

  it('is not opened: the sentence says what to do', async () => {
    expect(await refusalOf(`${standby.url}/postgres`)).toBe(
      '1 The database STANDBY/postgres cannot be opened: it is a standby, which is read-only (57P03); name the primary in DATABASE_URL, which takes writes.\n',
    );
    const others = `postgres://postgres:postgres@${new URL(standby.url).host},127.0.0.1:1/postgres`;
    expect(await refusalOf(others)).toBe(
      '1 The database STANDBY,127.0.0.1:1/postgres cannot be opened: no server takes writes: STANDBY: it is a standby, which is read-only; 127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1 (57P03); list the primary among the hosts in DATABASE_URL, and check that it can be reached.\n',
    );
  });

  it('is passed over where an address lists others, as docs/operating.md has it', async () => {
    const hosts = [standby, primary].map((each) => new URL(each.url).host).join(',');
    const [, text = ''] = /'([^']+)'/.exec(cut('docs/operating.md', 'postgres-hosts')) ?? [];
    const url = text.replace('latchkey:a-password@db1:5432,db2:5432/latchkey', `postgres:postgres@${hosts}/postgres`);
    const { world, key } = await serve({ engine: 'postgres', url });
    expect(await statusesOf(world, key)).toEqual([200, 200, 200]);
    await world.close();
  });

  it('is used no longer, for reading neither, by sessions that were open before; and again once it takes writes', async () => {
    const { world, key } = await serve();
    expect(await statusesOf(world, key)).toEqual([200, 200, 200]);
    const neighbour = new Client({ connectionString: `${primary.url}/postgres` });
    await neighbour.connect();
    await onPrimary('ALTER SYSTEM SET default_transaction_read_only = on', 'SELECT pg_reload_conf()');
    await waitUntil('all sessions were told', async () => {
      const { rows } = await neighbour.query('SHOW default_transaction_read_only');
      return rows[0].default_transaction_read_only === 'on';
    });
    await neighbour.end();
    expect(await statusesOf(world, key)).toEqual([503, 503, 503]);
    const sentence = 'it is read-only by default_transaction_read_only';
    expect(await refusalOf(`${primary.url}/postgres`)).toContain(`cannot be opened: ${sentence} (57P03); name the`);
    await onPrimary('ALTER SYSTEM RESET default_transaction_read_only', 'SELECT pg_reload_conf()');
    await waitUntil('it takes writes', async () => (await world.request({ path: '/readyz' })).status === 200);
    const answers = await Promise.all(Array.from({ length: 30 }, () => write(world, key)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    await world.close();
  });

  it('costs no write later, though sessions were opened meanwhile', async () => {
    const { world, key } = await serve();
    await onPrimary(
      'ALTER DATABASE postgres SET default_transaction_read_only = on',
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'latchkey'`,
    );
    const during = await Promise.all(Array.from({ length: 30 }, () => write(world, key)));
    expect(during.map(({ status }) => status)).toEqual(during.map(() => 503));
    // A session of its own must say so: the default is the database's.
    await onPrimary('SET transaction_read_only = off; ALTER DATABASE postgres RESET default_transaction_read_only');
    const after = await Promise.all(Array.from({ length: 30 }, () => write(world, key)));
    expect(after.map(({ status }) => status)).toEqual(after.map(() => 200));
    await world.close();
  });

  describe('until a synchronous standby has what is written', () => {
    const SYNC_WAITS = `SELECT "pid" FROM pg_stat_activity WHERE "wait_event" = 'SyncRep'`;
    const CANCEL = SYNC_WAITS.replace('"pid"', 'pg_cancel_backend("pid")');
    const INSERT = 'INSERT INTO "wanted" VALUES (1)';

    /** Commits. Shape: whether that waited; the wait is ended then. PostgreSQL reads its settings anew in its own time. */
    const aCommitWaits = async (source: DataSource): Promise<boolean> => {
      let isOver = false;
      const committing = onPrimary(INSERT).then(() => {
        isOver = true;
      });
      let isWaiting = false;
      while (!isOver && !isWaiting) isWaiting = (await source.query(SYNC_WAITS)).length > 0;
      if (isWaiting) await source.query(CANCEL);
      await committing;
      return isWaiting;
    };

    /** A writer to a primary that waits for a standby which is not there. */
    const writerThatWaits = async (queryTimeout: number): Promise<{ writer: PostgresWriter; source: DataSource }> => {
      const options = writerOptions(at(primary), [], MIGRATIONS) as PostgresDataSourceOptions;
      const extra = { ...options.extra, query_timeout: queryTimeout };
      const source = await new DataSource({ ...options, extra }).initialize();
      endAfter('test', () => source.destroy());
      await source.query('CREATE TABLE IF NOT EXISTS "wanted" ("id" int)');
      await onPrimary("ALTER SYSTEM SET synchronous_standby_names = 'nobody'", 'SELECT pg_reload_conf()');
      endAfter('test', () => onPrimary('ALTER SYSTEM RESET synchronous_standby_names', 'SELECT pg_reload_conf()'));
      await waitUntil('a commit waits for a standby', () => aCommitWaits(source));
      return { writer: new PostgresWriter(source), source };
    };

    it('does not count as written, though an operator ends the wait', async () => {
      const { writer, source } = await writerThatWaits(10_000);
      const writing = writer.write(({ sql }) => sql(INSERT, []));
      writing.catch(() => undefined); // Looked at below, when it may have failed already.
      await waitUntil('it waits', async () => (await source.query(SYNC_WAITS)).length > 0);
      await source.query(CANCEL);
      await expect(writing).rejects.toMatchObject({ code: '08007' });
    });

    it('keeps no session that was given up', async () => {
      const { writer, source } = await writerThatWaits(300);
      await expect(writer.write(({ sql }) => sql(INSERT, []))).rejects.toThrow('Query read timeout');
      await waitUntil('nobody waits', async () => (await source.query(SYNC_WAITS)).length === 0);
    });
  });

  it('is what a standby is until it is promoted: then a server that lists both goes on there', async () => {
    const { proxy, viaProxy } = await CuttableProxy.to(primary.url);
    endAfter('test', () => proxy.cut());
    const hosts = [viaProxy, standby.url].map((url) => new URL(url).host);
    const url = `postgres://postgres:postgres@${hosts.join(',')}/postgres`;
    const { world, key } = await serve({ engine: 'postgres', url });
    expect(await statusesOf(world, key)).toEqual([200, 200, 200]);
    await proxy.cut();
    expect(await statusesOf(world, key)).toEqual([503, 503, 503]);
    const client = new Client({ connectionString: `${standby.url}/postgres` });
    await client.connect();
    await client.query('SELECT pg_promote()');
    await client.end();
    expect(await statusesOf(world, key)).toEqual([200, 200, 200]);
    await world.close();
  });

  it('leaves no session behind where a process went on to another server, though the old one breaks none', async () => {
    const { proxy, viaProxy } = await CuttableProxy.to(primary.url);
    endAfter('test', () => proxy.cut());
    const promoted = new Client({ connectionString: `${standby.url}/postgres` });
    await promoted.connect();
    await promoted.query('SELECT CASE WHEN pg_is_in_recovery() THEN pg_promote() END');
    await promoted.end();
    const hosts = [viaProxy, standby.url].map((url) => new URL(url).host);
    const url = `postgres://postgres:postgres@${hosts.join(',')}/postgres`;
    const pool = openReaderPool({ engine: 'postgres', url }, writerOptions({ engine: 'postgres', url }, [], []));
    endAfter('test', () => pool.end());
    /** Takes two sessions at once. Shape: the ports of their servers. */
    const takeTwo = async (): Promise<string[]> => {
      const sessions = await Promise.all([pool.connect(), pool.connect()]);
      const ports = await Promise.all(sessions.map(async (session) => (await session.query('SHOW port')).rows[0].port));
      for (const session of sessions) session.release();
      return ports;
    };
    const [old, next] = [primary, standby].map((each) => new URL(each.url).port);
    (await pool.connect()).release();
    proxy.refuse();
    expect(await takeTwo()).toEqual([old, next]);
    expect(await takeTwo()).toEqual([next, next]);
  });
});
