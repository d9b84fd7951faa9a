import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import type { Database } from '../../src/database/Database';
import { DatabaseFile } from '../../src/database/DatabaseFile';
import { SqliteStatements } from '../../src/database/SqliteStatements';
import { SqliteWriter } from '../../src/database/SqliteWriter';
import { WRITE_PATIENCE_MS } from '../../src/database/Writer';
import { AppError } from '../../src/errors';
import { newId } from '../../src/id';
import { openDatabase } from '../../src/running/openDatabase';
import type { RunSql, SqlValue, Transaction } from '../../src/storage/Storage';
import { freshLocation } from '../support/engines';
import { newFolder } from '../support/program';
import { NOW } from '../support/world';

const INSERT = 'INSERT INTO "organization" ("id", "name", "createdAt") VALUES ($1, $2, $3)';

const insert = (sql: RunSql, name: string): Promise<unknown> => sql(INSERT, [newId(NOW), name, NOW]);

describe("SQLite's writer", () => {
  let database: Database;

  beforeEach(async () => {
    database = await openDatabase(await freshLocation('sqlite'));
  });

  afterEach(() => database.close());

  const namesNow = async (sql: RunSql = database.sql, table = 'organization'): Promise<string[]> =>
    (await sql<{ name: string }>(`SELECT "name" FROM "${table}" ORDER BY "name"`, [])).map(({ name }) => name);
  const writeAll = (...works: ((transaction: Transaction) => Promise<unknown>)[]) =>
    Promise.allSettled(works.map((work) => database.write(work)));

  it('commits what waits at the same time together, and tells nobody before', async () => {
    const told: string[] = [];
    const write = (name: string) => async (): Promise<void> => {
      await database.write(async ({ sql }) => {
        await insert(sql, name);
        told.push(`${name} sees ${await namesNow(sql)}, others ${await namesNow()}`);
      });
      told.push(`${name} is told, others see ${await namesNow()}`);
    };
    await Promise.all([write('a')(), write('b')()]);
    expect(told).toEqual([
      'a sees a, others ',
      'b sees a,b, others ',
      'a is told, others see a,b',
      'b is told, others see a,b',
    ]);
  });

  it('undoes what was refused, and nothing beside it', async () => {
    const outcomes = await writeAll(
      ({ sql }) => insert(sql, 'a'),
      async ({ sql }) => {
        await insert(sql, 'refused');
        throw new AppError('UNAUTHENTICATED');
      },
      ({ sql }) => insert(sql, 'c'),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await namesNow()).toEqual(['a', 'c']);
  });

  it('undoes what failed in a way that nobody foresaw, and nothing beside it', async () => {
    const outcomes = await writeAll(
      ({ sql }) => insert(sql, 'a'),
      async ({ sql }) => {
        await insert(sql, 'failed');
        await sql('INSERT INTO "organization" ("id") VALUES ($1)', ['x']);
      },
      ({ sql }) => insert(sql, 'c'),
    );
    expect(outcomes).toMatchObject([
      { status: 'fulfilled' },
      { status: 'rejected', reason: { code: 'SQLITE_CONSTRAINT_NOTNULL' } },
      { status: 'fulfilled' },
    ]);
    expect(await namesNow()).toEqual(['a', 'c']);
  });

  it('tells nobody of success where one undid the transaction of all', async () => {
    const outcomes = await writeAll(
      ({ sql }) => insert(sql, 'a'),
      async ({ sql }) => {
        await sql('ROLLBACK', []); // As SQLite does by itself when the disk is full.
        throw new AppError('SERVICE_UNAVAILABLE');
      },
      ({ sql }) => insert(sql, 'c'),
    );
    expect(outcomes).toMatchObject([
      { status: 'fulfilled' },
      { status: 'rejected', reason: { code: 'SERVICE_UNAVAILABLE' } },
      { status: 'fulfilled' },
    ]);
    expect(await namesNow()).toEqual(['a', 'c']);
  });

  it('writes once what follows a write that ended the transaction of all and said nothing of it', async () => {
    const outcomes = await writeAll(
      ({ sql }) => insert(sql, 'a'),
      ({ sql }) => sql('ROLLBACK', []),
      ({ sql }) => insert(sql, 'c'),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await namesNow()).toEqual(['a', 'c']);
  });

  it.each([
    ['once where one is refused before it wrote anything', false, 1],
    ['again, alone, where one is refused after it wrote something', true, 2],
  ])('runs neighbours %s', async (_when, hasWritten, runCount) => {
    const ran: string[] = [];
    const neighbour =
      (name: string) =>
      async ({ sql }: Transaction) => {
        ran.push(name);
        await insert(sql, name);
      };
    const outcomes = await writeAll(
      neighbour('a'),
      async ({ sql }) => {
        if (hasWritten) await insert(sql, 'refused');
        throw new AppError('UNAUTHENTICATED');
      },
      neighbour('c'),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await namesNow()).toEqual(['a', 'c']);
    expect(ran.filter((name) => name === 'a')).toHaveLength(runCount);
  });

  it('tells nobody of success where the commit of all fails', async () => {
    const orphan = `INSERT INTO "process" ("id", "organizationId", "name", "sortName", "type", "status", "createdAt", "updatedAt")
      VALUES ($1, 'nobody', 'p', 'p', 'CUSTOM', 'READY', 0, 0)`;
    const outcomes = await writeAll(
      ({ sql }) => insert(sql, 'a'),
      async ({ sql }) => {
        await sql('PRAGMA defer_foreign_keys = ON', []);
        await sql(orphan, [newId(NOW)]);
      },
    );
    expect(outcomes).toMatchObject([
      { status: 'fulfilled' },
      { status: 'rejected', reason: { code: 'SQLITE_CONSTRAINT_FOREIGNKEY' } },
    ]);
    expect(await namesNow()).toEqual(['a']);
  });

  it('tries again what is worth another try, and writes its neighbours once', async () => {
    let tries = 0;
    const outcomes = await writeAll(
      ({ sql }) => insert(sql, 'a'),
      async ({ sql }) => {
        await insert(sql, 'b');
        tries += 1;
        if (tries === 1) throw Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' });
      },
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    expect(tries).toBe(2);
    expect(await namesNow()).toEqual(['a', 'b']);
  });

  it('refuses what has waited for its turn for too long', async () => {
    const now = jest.spyOn(performance, 'now');
    try {
      let late: Promise<unknown> = Promise.resolve();
      await database.write(async ({ sql }) => {
        late = database.write((transaction) => insert(transaction.sql, 'late'));
        await insert(sql, 'slow');
        now.mockReturnValue(performance.now() + WRITE_PATIENCE_MS + 1);
      });
      await expect(late).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
      await database.write(async () => undefined);
      expect(await namesNow()).toEqual(['slow']);
    } finally {
      now.mockRestore();
    }
  });

  it('comes to itself again where a transaction could neither be committed nor undone', async () => {
    const own = path.join(await newFolder(), 'own.sqlite');
    const connection = new BetterSqlite3(own);
    connection.exec('CREATE TABLE "name" ("name" TEXT)');
    const broken = new Set(['COMMIT', 'ROLLBACK']);
    const file = new DatabaseFile(own, connection);
    const placesOf = (text: string) => ({ text: text.replace('$1', '?'), order: text.includes('$1') ? [0] : [] });
    const statements = new SqliteStatements(connection, placesOf, file);
    const sql: RunSql = async <Row>(text: string, values: readonly SqlValue[]) => {
      if (broken.delete(text)) throw new Error(`${text} is broken`);
      return statements.run(text, values) as readonly Row[];
    };
    const writer = new SqliteWriter({ manager: database.writer.manager, sql }, () => statements.changeCount(), file);
    const write = (name: string) => writer.write((own) => own.sql('INSERT INTO "name" VALUES ($1)', [name]));
    await expect(write('a')).rejects.toThrow('COMMIT is broken');
    await expect(write('b')).rejects.toThrow('cannot start a transaction within a transaction');
    await write('c');
    expect(await namesNow(sql, 'name')).toEqual(['c']);
    connection.close();
  });
});
