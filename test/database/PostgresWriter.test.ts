import { Client, type Pool } from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver';
import { MIGRATIONS } from '../../src/database/migrations';
import { writerOptions } from '../../src/database/options';
import { PostgresReader } from '../../src/database/PostgresReader';
import { PostgresWriter } from '../../src/database/PostgresWriter';
import { newId } from '../../src/id';
import { ENTITIES } from '../../src/running/modules';
import { insertRow } from '../../src/storage/insertRow';
import type { Transaction } from '../../src/storage/Storage';
import { CuttableProxy } from '../support/CuttableProxy';
import { freshDatabase, freshLocation } from '../support/engines';
import { millisecondsOf } from '../support/measure';
import { NOW } from '../support/world';

const NAME = 'SELECT "name" FROM "organization" WHERE "id" = $1';
const RENAME = 'UPDATE "organization" SET "name" = $1 WHERE "id" = $2';

/** Over one connection, which is given up on soon. */
const HASTY = { query_timeout: 400, connectionTimeoutMillis: 2_000, max: 1 };

describe("PostgreSQL's writer, when two write the same unique value", () => {
  it('lets the slower one look again, which then finds the row of the other', async () => {
    const database = await freshDatabase('postgres');
    const [organizationId, userId] = [newId(NOW), newId(NOW)];
    await database.write(async ({ sql }) => {
      await insertRow(sql, 'organization', { id: organizationId, name: 'Acme', createdAt: NOW });
      const names = { email: 'ada@acme.example', name: 'Ada', sortName: 'ada' };
      await insertRow(sql, 'user', { id: userId, ...names, passwordHash: '', createdAt: NOW });
    });
    const insert = async ({ sql }: Transaction): Promise<void> =>
      insertRow(sql, 'membership', { id: newId(NOW), userId, organizationId, role: 'USER', createdAt: NOW });
    // It sees the database as it was before the other began, and looks when the other is done.
    let other: Promise<void> | undefined;
    const slower = database.write(async (transaction) => {
      await transaction.sql('SELECT "id" FROM "user"', []);
      other ??= database.write(insert);
      await other;
      const [there] = await transaction.sql('SELECT "id" FROM "membership" WHERE "userId" = $1', [userId]);
      if (!there) await insert(transaction);
      return there ? 'FOUND' : 'MADE';
    });
    expect(await slower).toBe('FOUND');
    await database.close();
  });
});

describe("PostgreSQL's writer, when the way to it froze for a while", () => {
  const id = newId(NOW);
  let proxy: CuttableProxy;
  let neighbour: Client;
  let source: DataSource;
  let writer: PostgresWriter;
  let reader: PostgresReader;

  beforeEach(async () => {
    const location = await freshLocation('postgres');
    const url = location.engine === 'postgres' ? location.url : '';
    neighbour = new Client({ connectionString: url });
    await neighbour.connect();
    const values = [id, 'Acme', NOW];
    await neighbour.query('INSERT INTO "organization" ("id", "name", "createdAt") VALUES ($1, $2, $3)', values);
    const way = await CuttableProxy.to(url);
    proxy = way.proxy;
    const options = writerOptions({ engine: 'postgres', url: way.viaProxy }, ENTITIES, MIGRATIONS);
    const extra = { ...(options as PostgresDataSourceOptions).extra, ...HASTY };
    source = await new DataSource({ ...options, extra } as typeof options).initialize();
    writer = new PostgresWriter(source);
    reader = new PostgresReader((source.driver as PostgresDriver).master as Pool); // As `openReader` makes it.
  });

  afterEach(async () => {
    await source.destroy();
    await proxy.cut();
    await neighbour.end();
  });

  /** What a reader sees before and after a neighbour's change. */
  const namesSeen = async (): Promise<unknown[]> => {
    const nameNow = async () => (await reader.sql<{ name: string }>(NAME, [id]))[0]?.name;
    const before = await nameNow();
    await neighbour.query(RENAME, ['Emca', id]);
    return [before, await nameNow()];
  };

  it('leaves no transaction behind in which others would read', async () => {
    const frozen = writer.write(async ({ sql }) => {
      await sql(NAME, [id]);
      proxy.freeze();
      await sql(RENAME, ['renamed in vain', id]);
    });
    await expect(frozen).rejects.toThrow('Query read timeout');
    proxy.thaw();
    expect(await namesSeen()).toEqual(['Acme', 'Emca']);
    await writer.write(({ sql }) => sql('SELECT 1', []));
    expect((await neighbour.query(NAME, [id])).rows).toEqual([{ name: 'Emca' }]);
  });

  it('is told as fast as a read: nothing more is asked of a server that does not answer', async () => {
    await reader.sql(NAME, [id]);
    proxy.freeze();
    const read = await millisecondsOf(() => expect(reader.sql(NAME, [id])).rejects.toThrow('Query read timeout'));
    proxy.thaw();
    const write = async ({ sql }: Transaction): Promise<void> => {
      await sql(NAME, [id]);
      proxy.freeze();
      await sql(NAME, [id]);
    };
    const written = await millisecondsOf(() => expect(writer.write(write)).rejects.toThrow('Query read timeout'));
    proxy.thaw();
    expect(written / read).toBeLessThan(1.6);
  });

  it('tries on another session what was refused by one that takes no writes, and keeps that one no longer', async () => {
    const sessions: unknown[] = [];
    await writer.write(async ({ sql }) => {
      sessions.push(...(await sql('SELECT pg_backend_pid() AS "pid"', [])));
      if (sessions.length === 1) await sql('SET TRANSACTION READ ONLY', []);
      await sql(RENAME, ['Emca', id]);
    });
    expect(new Set(sessions.map((session) => JSON.stringify(session))).size).toBe(2);
    expect((await neighbour.query(NAME, [id])).rows).toEqual([{ name: 'Emca' }]);
  });

  it('never says that it wrote what PostgreSQL undid, since a statement had failed that nobody minded', async () => {
    const writing = writer.write(async ({ sql }) => {
      await sql(RENAME, ['Emca', id]);
      await sql('SELECT 1 / 0', []).catch(() => undefined);
    });
    await expect(writing).rejects.toMatchObject({ code: '25P02' });
    expect((await neighbour.query(NAME, [id])).rows).toEqual([{ name: 'Acme' }]);
  });

  it('leaves none behind that had not even begun', async () => {
    await writer.write(({ sql }) => sql('SELECT 1', []));
    proxy.freeze();
    await expect(writer.write(({ sql }) => sql(NAME, [id]))).rejects.toThrow('Query read timeout');
    proxy.thaw();
    expect(await namesSeen()).toEqual(['Acme', 'Emca']);
  });
});
