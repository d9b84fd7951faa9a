import path from 'node:path';
import { addScopesFile } from '../access/addScopesFile';
import { SHIPPED_SCOPES } from '../access/SHIPPED_SCOPES';
import { type Config, loadConfig } from '../config';
import type { Database } from '../database/Database';
import { COMMAND_PATIENCE, migrate, pendingMigrationCount } from '../database/migrations';
import { migrationError, openingError } from '../database/openingError';
import { StartError } from '../errors';
import { readTls } from '../http/readTls';
import type { Environment } from '../SETTING_NAMES';
import { keptSecret } from '../secrets';
import { type Secrets, secretsIn, withSecretFiles } from '../withSecretFiles';
import type { CompleteConfig } from './app';
import { openDatabase } from './openDatabase';

/** Where things are kept when the database is not a file. */
const DEFAULT_FOLDER = './data';

/** What a program starts with. */
export interface StartSettings {
  readonly config: CompleteConfig;
  /** Those in files included, and the kept one: whoever shares them reads nothing anew. */
  readonly secrets: Secrets;
}

/** The settings alone: see `readStart`. */
export function completeConfig(environment: Environment): CompleteConfig {
  return readStart(environment).config;
}

/**
 * Reads the settings, and what they name: the files of secrets, the scopes file, and outside production the kept secret,
 * which is made where there is none.
 * Errors: a `StartError` that names every fault.
 */
export function readStart(environment: Environment): StartSettings {
  const [scopesFile, certFile, keyFile] = ['SCOPES_FILE', 'TLS_CERT_FILE', 'TLS_KEY_FILE'].map((name) =>
    environment[name]?.trim(),
  );
  // All faults at once, those of the files that settings name included, before anything is touched.
  const faults: StartError[] = [];
  const config = attempt(faults, () => readSettings(environment));
  const catalogue = attempt(faults, () => (scopesFile ? addScopesFile(SHIPPED_SCOPES, scopesFile) : SHIPPED_SCOPES));
  attempt(faults, () => certFile && keyFile && readTls({ certFile, keyFile }));
  if (!config || !catalogue || faults.length > 0) throw allOf(faults);
  const secret = config.secret ?? keptSecret(keptFolderOf(config));
  const secrets = { ...secretsIn(withSecretFiles(environment)), LATCHKEY_SECRET: secret };
  return { config: { ...config, catalogue, secret }, secrets };
}

/**
 * Reads the settings, with the secrets that stand in files: the variables alone may name another database.
 * Errors: a `StartError` that names every fault.
 */
export function readSettings(environment: Environment): Config {
  const faults: StartError[] = [];
  const filled = attempt(faults, () => withSecretFiles(environment));
  const config = attempt(faults, () => loadConfig(filled ?? environment));
  if (!config || faults.length > 0) throw allOf(faults);
  return config;
}

function allOf(faults: readonly StartError[]): StartError {
  return new StartError(faults.map(({ message }) => message).join('\n'), 2);
}

/** The folder in which a server keeps what it makes for itself. */
export function keptFolderOf({ database }: Pick<Config, 'database'>): string {
  return database.engine === 'sqlite' ? path.dirname(database.file) : path.resolve(DEFAULT_FOLDER);
}

function attempt<T>(faults: StartError[], read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    faults.push(error);
    return null;
  }
}

/**
 * Opens the database and brings it up to this program, with the count of migrations that took.
 * Errors: a `StartError` where it cannot be opened or migrated.
 * @param mayMake whether a file of SQLite's is made where there is none
 */
export async function openMigrated(
  config: CompleteConfig,
  mayMake = true,
  patience = COMMAND_PATIENCE,
): Promise<{ database: Database; migrationCount: number }> {
  const database = await openDatabase(config.database, mayMake);
  try {
    return { database, migrationCount: await migrate(database.writer, patience) };
  } catch (error) {
    await database.close();
    throw migrationError(config.database, error);
  }
}

/** Opens a database that must be up to date already. Errors: a `StartError` where it is not, or cannot be opened. */
export async function openReady(config: CompleteConfig): Promise<Database> {
  const database = await openDatabase(config.database, false);
  try {
    if ((await pendingMigrationCount(database.writer)) > 0) {
      throw new StartError('The database is not migrated. Run `latchkey migrate`.');
    }
    return database;
  } catch (error) {
    await database.close();
    throw openingError(config.database, error);
  }
}
