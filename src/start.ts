import path from 'node:path';
import { SCOPES } from './access/scopes';
import { addScopesFile } from './access/scopesFile';
import type { CompleteConfig } from './app';
import { type Environment, loadConfig } from './config';
import { Database } from './database/Database';
import { migrate, pendingMigrationCount } from './database/migrations';
import { StartError } from './errors';
import { readTls } from './http/readTls';
import { keptSecret } from './secrets';

/** Where things are kept when the database is not a file. */
const DEFAULT_DATA_FOLDER = './data';

/** Reads the settings, and what they name: the scopes file, and outside production the kept secret. */
export function completeConfig(environment: Environment): CompleteConfig {
  const config = loadConfig(environment);
  const catalogue = config.scopesFile === null ? SCOPES : addScopesFile(SCOPES, config.scopesFile);
  if (config.tls) readTls(config.tls); // To be told of faults before anything is touched.
  const { database } = config;
  const dataFolder = database.engine === 'sqlite' ? path.dirname(database.file) : path.resolve(DEFAULT_DATA_FOLDER);
  return { ...config, catalogue, secret: config.secret ?? keptSecret(dataFolder) };
}

/** Opens the database and brings it up to this program, with the count of migrations that took. */
export async function openMigrated(config: CompleteConfig): Promise<{ database: Database; migrationCount: number }> {
  const database = await Database.open(config.database);
  try {
    return { database, migrationCount: await migrate(database.writer) };
  } catch (error) {
    await database.close();
    if (error instanceof StartError) throw error;
    throw new StartError(`The database cannot be migrated: ${(error as Error).message}.`);
  }
}

/** Opens a database that must be up to date already. */
export async function openReady(config: CompleteConfig): Promise<Database> {
  const database = await Database.open(config.database);
  try {
    if ((await pendingMigrationCount(database.writer)) > 0) {
      throw new StartError('The database is not migrated. Run `latchkey migrate`.');
    }
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
