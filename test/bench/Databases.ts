import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { BenchError } from './BenchError';
import type { BenchPostgres } from './BenchPostgres';
import { latchkeyEnvironment, MAIN } from './latchkeyEnvironment';
import type { Sandbox } from './Sandbox';
import { indexKeys, seedPostgres, seedSqlite } from './seed';
import { seedLog } from './seedLog';
import { SeedPlan } from './seedPlan';
import { type SeedSize, SMALL } from './seedSizes';

/** A database that is filled, and what is in it. Shape: `url` as in `DATABASE_URL`. */
export interface SeededDatabase {
  readonly url: string;
  /** The master secret under which its keys were made. */
  readonly secret: string;
  readonly plan: SeedPlan;
}

/** The databases of a run: each is made by the program's own migrations and filled when a row first asks for it. */
export class Databases {
  private readonly seeded = new Map<string, Promise<SeededDatabase>>();
  private copyCount = 0;

  constructor(
    private readonly sandbox: Sandbox,
    private readonly cluster: BenchPostgres,
  ) {}

  /** The database of that size on SQLite, for questions alone. */
  sqlite(size: SeedSize): Promise<SeededDatabase> {
    return this.once(`sqlite-${size.name}`, async () => {
      const file = path.join(this.sandbox.folder, `${size.name}.sqlite`);
      const database = await this.migrated(`sqlite:${file}`, size);
      seedSqlite(file, database.plan);
      await indexKeys(file, database.plan.listing.id);
      return database;
    });
  }

  /** A small database on SQLite whose listed organization has so many entries in its audit log. */
  log(entryCount: number): Promise<SeededDatabase> {
    return this.once(`log-${entryCount}`, async () => {
      const file = path.join(this.sandbox.folder, `log-${entryCount}.sqlite`);
      const database = await this.migrated(`sqlite:${file}`, SMALL);
      seedSqlite(file, database.plan);
      await seedLog(file, database.plan.listing.id, database.plan.now, entryCount);
      return database;
    });
  }

  /** A copy of it, to be changed. */
  async copyOfSqlite(size: SeedSize): Promise<SeededDatabase> {
    const database = await this.sqlite(size);
    this.copyCount += 1;
    const file = path.join(this.sandbox.folder, `copy-${this.copyCount}.sqlite`);
    copyFileSync(database.url.slice('sqlite:'.length), file);
    return { ...database, url: `sqlite:${file}` };
  }

  /** The database of that size on PostgreSQL, for questions alone. */
  postgres(size: SeedSize): Promise<SeededDatabase> {
    return this.once(`postgres-${size.name}`, async () => {
      const url = await this.cluster.createDatabase(size.name);
      const database = await this.migrated(url, size);
      await seedPostgres(url, database.plan);
      return database;
    });
  }

  /** How many statements a database on PostgreSQL has executed so far. */
  async statementCount({ url }: SeededDatabase): Promise<number> {
    const sql = `SELECT COALESCE(SUM(s.calls), 0)::int AS count FROM pg_stat_statements s
      JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = $1`;
    const name = new URL(url).pathname.slice(1);
    const { rows } = await this.cluster.query((client) => client.query<{ count: number }>(sql, [name]));
    return rows[0]?.count ?? Number.NaN;
  }

  private once(name: string, make: () => Promise<SeededDatabase>): Promise<SeededDatabase> {
    const known = this.seeded.get(name);
    if (known) return known;
    this.sandbox.tell(`Filling the database ${name} …`);
    const made = make();
    this.seeded.set(name, made);
    return made;
  }

  private async migrated(url: string, size: SeedSize): Promise<SeededDatabase> {
    const secret = randomBytes(32).toString('hex');
    const env = { PATH: process.env.PATH, ...latchkeyEnvironment({ url, secret }) };
    const run = promisify(execFile)(process.execPath, [MAIN, 'migrate'], { cwd: this.sandbox.folder, env });
    await run.catch((error: unknown) => {
      throw new BenchError(`\`latchkey migrate\` failed: ${error instanceof Error ? error.message : String(error)}`);
    });
    return { url, secret, plan: new SeedPlan(size, secret, Date.now()) };
  }
}
