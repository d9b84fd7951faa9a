import { setImmediate } from 'node:timers/promises';
import { Client, Pool, type QueryConfig } from 'pg';
import { failureOf } from '../../src/database/failures';
import { PostgresReader } from '../../src/database/PostgresReader';
import { newId } from '../../src/id';
import { freshLocation } from '../support/engines';
import { seededRandom } from '../support/random';
import { NOW } from '../support/world';

const NAME = 'SELECT "name" FROM "organization" WHERE "id" = $1';
const RENAME = 'UPDATE "organization" SET "name" = $1 WHERE "id" = $2';

describe("PostgreSQL's reader", () => {
  const id = newId(NOW);
  let pool: Pool;
  let neighbour: Client;
  let sent: QueryConfig[];
  let reader: PostgresReader;

  beforeEach(async () => {
    const location = await freshLocation('postgres');
    const connectionString = location.engine === 'postgres' ? location.url : '';
    pool = new Pool({ connectionString, max: 4 });
    neighbour = new Client({ connectionString });
    await neighbour.connect();
    const values = [id, 'Acme', NOW];
    await neighbour.query('INSERT INTO "organization" ("id", "name", "createdAt") VALUES ($1, $2, $3)', values);
    sent = [];
    const query = (question: QueryConfig) => {
      sent.push(question);
      return pool.query(question);
    };
    reader = new PostgresReader({ query } as Pick<Pool, 'query'>); // The one of its forms that the reader calls.
  });

  afterEach(async () => {
    await neighbour.end();
    await pool.end();
  });

  const nameNow = async (): Promise<unknown> => (await reader.sql<{ name: string }>(NAME, [id]))[0]?.name;

  it('sends once what is asked several times in one turn, and everything else by itself', async () => {
    const asked = [
      reader.sql(NAME, [id]),
      reader.sql(NAME, [id]),
      reader.sql(NAME, ['']),
      reader.sql(`${NAME} LIMIT 1`, [id]),
    ];
    const acme = [{ name: 'Acme' }];
    expect(await Promise.all(asked)).toEqual([acme, acme, [], acme]);
    expect(sent).toHaveLength(3);
  });

  it('sends nothing before the turn is over, and again what is asked once it is sent', async () => {
    const first = nameNow();
    await null;
    expect(sent).toHaveLength(0);
    await setImmediate();
    expect(sent).toHaveLength(1);
    const second = nameNow();
    expect(await Promise.all([first, second])).toEqual(['Acme', 'Acme']);
    expect(sent).toHaveLength(2);
  });

  it('is never behind: whatever was renamed before a question is in its answer', async () => {
    const random = seededRandom('turns');
    const behind: unknown[] = [];
    for (let round = 0; round < 100; round += 1) {
      const names: unknown[] = []; // In the order of their statements, which follow one another.
      let renames: Promise<unknown> = Promise.resolve();
      const renameAndAsk = async (name: string): Promise<void> => {
        for (let turns = Math.floor(random() * 6); turns > 0; turns -= 1) await setImmediate();
        names.push(name);
        renames = renames.then(() => neighbour.query(RENAME, [name, id]));
        await renames;
        const seen = await nameNow();
        if (names.indexOf(seen) < names.indexOf(name)) behind.push({ round, name, seen, names });
      };
      await Promise.all([1, 2, 3, 4].map((each) => renameAndAsk(`${round}.${each}`)));
    }
    expect(behind).toEqual([]);
  });

  it('hands out rows that nobody can change', async () => {
    const rows = await reader.sql<{ name: string }>(NAME, [id]);
    expect([rows, rows[0]].every(Object.isFrozen)).toBe(true);
  });

  it('fails for all who asked, and then works again', async () => {
    const broken = 'SELECT "nothing" FROM "organization" WHERE "id" = $1';
    const asked = await Promise.allSettled([1, 2].map(() => reader.sql(broken, [id])));
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await nameNow()).toBe('Acme');
  });

  it('fails once on each session whose kept plan a migration made void, as in an outage', async () => {
    const keptName = () => reader.sql<{ name: string }>(NAME, [id], 'a_name');
    await keptName();
    await neighbour.query('ALTER TABLE "organization" ALTER COLUMN "name" TYPE varchar(77)');
    const failure: unknown = await keptName().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: '0A000', message: 'cached plan must not change result type' });
    expect(failureOf(failure)).toBe('UNAVAILABLE');
    expect(await keptName()).toEqual([{ name: 'Acme' }]);
  });

  it('keeps the plan of a statement that has a name, on each connection', async () => {
    const prepared = 'SELECT "name", ("generic_plans" + "custom_plans")::int AS "uses" FROM pg_prepared_statements';
    for (let turn = 0; turn < 3; turn += 1) {
      await reader.sql(NAME, [id], 'a_name');
      await reader.sql(NAME, [id]);
    }
    const clients = await Promise.all(Array.from({ length: pool.totalCount }, () => pool.connect()));
    const kept = await Promise.all(clients.map((client) => client.query(prepared)));
    for (const client of clients) client.release();
    const uses = kept.flatMap(({ rows }) => rows);
    expect(uses).toEqual([{ name: 'a_name', uses: 3 }]);
  });
});
