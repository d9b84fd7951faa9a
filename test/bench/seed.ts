import BetterSqlite3 from 'better-sqlite3';
import { Client } from 'pg';
import { indexWaitingKeys } from '../../src/keys/indexApiKeys';
import { openDatabase } from '../../src/running/openDatabase';
import type { KeySeed, SeedPlan } from './seedPlan';

const KEY_COLUMNS = [
  'id',
  'organizationId',
  'processId',
  'name',
  'sortName',
  'user',
  'passDigest',
  'pepperVersion',
  'scopes',
  'expiresAt',
  'createdAt',
  'createdBy',
  'lastUsedAt',
  'disabledAt',
  'deletedAt',
] as const satisfies readonly (keyof KeySeed)[];
const INSTANTS = new Set<string>(['createdAt', 'updatedAt', 'expiresAt', 'lastUsedAt', 'disabledAt', 'deletedAt']);
/** Units: rows of one statement on PostgreSQL. */
const BATCH_SIZE = 20_000;

/** A table and its rows. Shape: values in the order of the columns. */
interface TableRows {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: Iterable<readonly (string | number | null)[]>;
}

/** What the triggers of keys would have written. */
const ALL_WAIT = 'INSERT INTO "api_key_unindexed" SELECT "organizationId", "id" FROM "api_key"';

/** Fills a migrated database on SQLite. Indexes and triggers are made again afterwards, as the migrations wrote them. */
export function seedSqlite(file: string, plan: SeedPlan): void {
  const database = new BetterSqlite3(file);
  database.pragma('synchronous = OFF');
  database.pragma('foreign_keys = OFF');
  const helpers = database
    .prepare(
      `SELECT "type", "name", "sql" FROM "sqlite_master" WHERE "type" IN ('index', 'trigger') AND "tbl_name" = 'api_key' AND "sql" IS NOT NULL`,
    )
    .all() as { type: string; name: string; sql: string }[]; // The columns that are selected.
  database.transaction(() => {
    for (const { type, name } of helpers) database.exec(`DROP ${type} "${name}"`);
    for (const { table, columns, rows } of tablesOf(plan)) {
      const insert = database.prepare(insertInto(table, columns, `VALUES (${columns.map(() => '?').join(', ')})`));
      for (const row of rows) insert.run(row);
    }
    database.exec(ALL_WAIT);
    for (const { sql } of helpers) database.exec(sql);
  })();
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
}

/** Puts an organization's keys into the index of SQLite, as searches do little by little. */
export async function indexKeys(file: string, organizationId: string): Promise<void> {
  const database = await openDatabase({ engine: 'sqlite', file });
  while (!(await indexWaitingKeys(database, organizationId)));
  await database.close();
}

/** Fills a migrated database on PostgreSQL. */
export async function seedPostgres(url: string, plan: SeedPlan): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('SET synchronous_commit = off');
    await client.query('SET session_replication_role = replica'); // References are right by construction.
    await client.query(`SET maintenance_work_mem = '512MB'`);
    const { rows: indexes } = await client.query<{ indexname: string; indexdef: string }>(
      `SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'api_key' AND indexname LIKE 'api_key%'`,
    );
    await client.query('BEGIN');
    for (const { indexname } of indexes) await client.query(`DROP INDEX "${indexname}"`);
    for (const table of tablesOf(plan)) await insertBatches(client, table);
    await client.query(ALL_WAIT);
    for (const { indexdef } of indexes) await client.query(indexdef);
    await client.query('COMMIT');
    await client.query('VACUUM ANALYZE');
  } finally {
    await client.end();
  }
}

async function insertBatches(client: Client, { table, columns, rows }: TableRows): Promise<void> {
  const types = columns.map((column) => (INSTANTS.has(column) ? 'bigint[]' : 'text[]'));
  const places = types.map((type, index) => `$${index + 1}::${type}`);
  const sql = insertInto(table, columns, `SELECT * FROM unnest(${places.join(', ')})`);
  let batch: (string | number | null)[][] = columns.map(() => []);
  let inserting: Promise<unknown> = Promise.resolve();
  for (const row of rows) {
    for (const [index, value] of row.entries()) batch[index]?.push(value);
    if ((batch[0]?.length ?? 0) < BATCH_SIZE) continue;
    // The next batch is made while the server takes this one.
    await inserting;
    inserting = client.query(sql, batch);
    batch = columns.map(() => []);
  }
  await inserting;
  await client.query(sql, batch);
}

function insertInto(table: string, columns: readonly string[], source: string): string {
  return `INSERT INTO "${table}" (${columns.map((column) => `"${column}"`).join(', ')}) ${source}`;
}

function* tablesOf(plan: SeedPlan): Generator<TableRows> {
  const at = plan.now - 86_400_000;
  const organizations = plan.organizations().map(({ id, name }) => [id, name, at, null]);
  yield { table: 'organization', columns: ['id', 'name', 'createdAt', 'disabledAt'], rows: organizations };
  const columns = ['id', 'organizationId', 'name', 'sortName', 'type', 'status', 'createdAt', 'updatedAt', 'deletedAt'];
  const processes = [plan.listing, plan.bench].flatMap((owner) =>
    owner.processes.map(({ id, name }) => [id, owner.id, name, name.toLowerCase(), 'CUSTOM', 'READY', at, at, null]),
  );
  yield { table: 'process', columns, rows: processes };
  yield { table: 'api_key', columns: KEY_COLUMNS, rows: keyRows(plan) };
}

function* keyRows(plan: SeedPlan): Generator<(string | number | null)[]> {
  for (const key of plan.keys()) yield KEY_COLUMNS.map((column) => key[column]);
}
