import type { Client } from 'pg';
import { DataSource, MigrationExecutor, type QueryRunner } from 'typeorm';
import { assertVersion } from '../database/assertVersion';
import { MIGRATIONS } from '../database/migrations';
import { openingError } from '../database/openingError';
import { endConnections, withoutTimeLimits, writerOptions } from '../database/options';
import type { PostgresLocation } from '../database/postgresOptions';
import { StartError } from '../errors';
import { ENTITIES } from '../running/modules';
import type { RunSql, Storage } from '../storage/Storage';
import { assertUnused } from './assertUnused';
import { CopyFault } from './CopyFault';
import { copyIn } from './CopyIn';
import { reasonOf } from './files';
import { keepToCompare } from './keepToCompare';
import { runPostgresProgram } from './runPostgresProgram';
import type { Replaced, Stage } from './Stage';
import { scriptParts } from './scriptParts';
import type { StageWishes } from './stageSqlite';

/** What migrations make and no entity describes. */
const TABLES_BESIDE_ENTITIES = [
  'migrations',
  'breaking_migration',
  'api_key_indexed',
  'api_key_unindexed',
  'audit_opening',
  'api_key_expiry_told',
  'audit_text',
  'audit_text_indexed',
  'audit_text_waiting',
];
const FUNCTIONS = [
  'api_key_waits',
  'api_key_leaves',
  'audit_event_stays',
  'audit_event_stays_unless',
  'audit_event_is_searched_otherwise',
  'audit_event_is_searched_no_more',
];

const REMEDY =
  "install PostgreSQL's client programs, at least as new as the pg_dump that made the copy, and run this again.";

/**
 * Stages a copy within one transaction on the PostgreSQL database that it will replace: nobody sees any of it before the
 * commit, and a process that is killed leaves the old database. Source: decision 066.
 * Errors: a `CopyFault` where the copy is not whole, a `StartError` where another session uses the database.
 */
export async function stagePostgres(location: PostgresLocation, wishes: StageWishes): Promise<Stage> {
  const source = new DataSource(withoutTimeLimits(writerOptions(location, ENTITIES, MIGRATIONS)));
  try {
    await source.initialize();
    assertVersion(source);
    const runner = source.createQueryRunner();
    const client: Client = await runner.connect(); // The driver's own; TypeORM does not say so.
    const sql: RunSql = async (text, values) => (await runner.query(text, [...values], true)).records;
    await assertUnused(sql);
    await runner.query('BEGIN');
    const { replaced, isReplacing } = await keepToCompare(sql);
    await dropTables(source, sql);
    await runScript(client, runner, wishes);
    return new PostgresStage(source, runner, sql, replaced, isReplacing);
  } catch (error) {
    await endConnections(source);
    throw error instanceof CopyFault ? error : openingError(location, error);
  }
}

class PostgresStage implements Stage {
  readonly storage: Storage;

  constructor(
    private readonly source: DataSource,
    private readonly runner: QueryRunner,
    private readonly sql: RunSql,
    readonly replaced: Replaced | null,
    readonly isReplacing: boolean,
  ) {
    const { manager } = runner;
    this.storage = { engine: 'postgres', sql, write: (work) => work({ manager, sql }) };
  }

  async migrate(): Promise<number> {
    const executor = new MigrationExecutor(this.source, this.runner);
    executor.transaction = 'none'; // All is within the one of the restore.
    return (await executor.executePendingMigrations()).length;
  }

  async putInPlace(): Promise<null> {
    await assertUnused(this.sql); // A server may have started meanwhile.
    await this.runner.query('COMMIT');
    return null;
  }

  /** What was not committed ends with the connection. */
  async close(): Promise<void> {
    await this.runner.query('ROLLBACK').catch(() => undefined);
    await this.runner.release();
    await endConnections(this.source);
  }
}

/** Drops all that migrations make: the copy makes it anew, or its migration does. Errors: those of the driver. */
export async function dropTables({ entityMetadatas }: DataSource, sql: RunSql): Promise<void> {
  for (const name of [...entityMetadatas.map(({ tableName }) => tableName), ...TABLES_BESIDE_ENTITIES]) {
    await sql(`DROP TABLE IF EXISTS "${name}" CASCADE`, []);
  }
  for (const name of FUNCTIONS) await sql(`DROP FUNCTION IF EXISTS "${name}"()`, []);
  await sql('DROP COLLATION IF EXISTS "BINARY"', []);
}

async function runScript(
  client: Client,
  runner: QueryRunner,
  { copy, environment, progress }: StageWishes,
): Promise<void> {
  const [place] = await runner.query('SELECT current_schema() AS "schema"');
  const args = ['--no-owner', '--no-privileges', `--schema=${place.schema}`, '--file=-', copy];
  const { output, ended, stop } = runPostgresProgram('pg_restore', args, environment, REMEDY);
  ended.catch(() => undefined); // Told below, once what it wrote is read.
  try {
    for await (const part of scriptParts(output)) {
      if (part.kind === 'STATEMENTS') await runner.query(part.text);
      else {
        progress(`restoring ${/^COPY \S*?"?(\w+)"? /.exec(part.statement)?.[1]}`, 0);
        await copyIn(client, part.statement, part.rows);
      }
    }
    await ended;
    await runner.query('RESET search_path; RESET row_security; RESET client_min_messages; RESET check_function_bodies');
  } catch (error) {
    throw error instanceof StartError ? error : new CopyFault(reasonOf(error));
  } finally {
    stop();
  }
}
