import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import type { Database } from '../../src/database/Database';
import type { Engine } from '../../src/database/options';
import { newId } from '../../src/id';
import { openDatabase } from '../../src/running/openDatabase';
import type { DatabaseLocation } from '../../src/SettingReader';
import { ENGINES } from './engineLabels';
import { TEMPLATE } from './postgres';

/** Describes a behaviour that must be the same on both engines. */
export function describeOnEachEngine(name: string, tests: (engine: Engine) => void): void {
  describe(name, () => {
    describe.each(ENGINES)('%s', (_label, engine) => tests(engine));
  });
}

/** A new, empty, migrated database of a test's own. */
export async function freshLocation(engine: Engine): Promise<DatabaseLocation> {
  const name = `t_${newId(Date.now())}`;
  if (engine === 'sqlite') {
    const file = path.join(testFolder(), `${name}.sqlite`);
    await copyFile(path.join(testFolder(), `${TEMPLATE}.sqlite`), file);
    return { engine, file };
  }
  await onServer(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE} STRATEGY FILE_COPY`);
  return { engine, url: `${process.env.TEST_POSTGRES_URL}/${name}` };
}

/** Opens a new, empty, migrated database; the test closes it. */
export async function freshDatabase(engine: Engine): Promise<Database> {
  return openDatabase(await freshLocation(engine));
}

/** Where this run keeps its files. */
export function testFolder(): string {
  const folder = process.env.TEST_FOLDER;
  if (!folder) throw new Error('globalSetup has not run');
  return folder;
}

/** Runs a statement on the PostgreSQL server itself, or in one database of it. */
export async function onServer(statement: string, database = 'postgres'): Promise<readonly unknown[]> {
  const client = new Client({ connectionString: `${process.env.TEST_POSTGRES_URL}/${database}` });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}
