import path from 'node:path';
import { addScopesFile } from '../access/addScopesFile';
import type { ScopeCatalogue } from '../access/ScopeName';
import { SHIPPED_SCOPES } from '../access/SHIPPED_SCOPES';
import { type Config, readConfig } from '../config';
import type { Database } from '../database/Database';
import { COMMAND_PATIENCE, migrate, pendingMigrationCount } from '../database/migrations';
import { migrationError, openingError } from '../database/openingError';
import { StartError } from '../errors';
import { readTls } from '../http/readTls';
import type { Environment } from '../SETTING_NAMES';
import { keptSecret } from '../secrets';
import { readSecretFiles, type Secrets, secretsIn } from '../withSecretFiles';
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
  // All faults at once, those of the files that settings name included, before anything is touched.
  const { config, catalogue, filled, faults } = lookAtSettings(environment);
  if (catalogue === null || faults.length > 0) throw allOf(faults);
  const secret = config.secret ?? keptSecret(keptFolderOf(config));
  const secrets = { ...secretsIn(filled), LATCHKEY_SECRET: secret };
  return { config: { ...config, catalogue, secret }, secrets };
}

/** Something that is wrong with the settings. */
export interface SettingFault {
  /** The setting. */
  readonly name: string;
  /** Shape: sentences, or lines of them. */
  readonly message: string;
}

/** What the settings say, and what is wrong with them. */
export interface SeenSettings {
  /** Shape: a setting with a fault has a value that is no good. */
  readonly config: Config;
  /** Shape: null where the scopes file cannot be used. */
  readonly catalogue: ScopeCatalogue | null;
  /** The environment with the secrets that stand in files. */
  readonly filled: Environment;
  readonly faults: readonly SettingFault[];
}

/** Reads the settings, and what they name, and makes nothing. */
export function lookAtSettings(environment: Environment): SeenSettings {
  const seen = lookAtValues(environment);
  const [scopesFile, certFile, keyFile] = (['SCOPES_FILE', 'TLS_CERT_FILE', 'TLS_KEY_FILE'] as const).map((name) =>
    environment[name]?.trim(),
  );
  const faults = [...seen.faults];
  const catalogue = attempt(faults, 'SCOPES_FILE', () =>
    scopesFile ? addScopesFile(SHIPPED_SCOPES, scopesFile) : SHIPPED_SCOPES,
  );
  attempt(faults, 'TLS_CERT_FILE', () => certFile && keyFile && readTls({ certFile, keyFile }));
  return { ...seen, catalogue, faults };
}

/**
 * Reads the settings, with the secrets that stand in files: the variables alone may name another database.
 * Errors: a `StartError` that names every fault.
 */
export function readSettings(environment: Environment): Config {
  const { config, faults } = lookAtValues(environment);
  if (faults.length > 0) throw allOf(faults);
  return config;
}

function lookAtValues(environment: Environment): Omit<SeenSettings, 'catalogue'> {
  const { filled, faults: ofFiles } = readSecretFiles(environment);
  // Where a file cannot be read, nothing more is said of what should stand in it.
  const { config, faults: ofValues } = readConfig(ofFiles.length > 0 ? environment : filled);
  const faults = [...ofFiles, ...ofValues].map((fault): SettingFault => {
    return { name: /^[A-Z_]+/.exec(fault)?.[0] ?? '', message: `Bad setting: ${fault}.` };
  });
  return { config, filled, faults };
}

function allOf(faults: readonly SettingFault[]): StartError {
  return new StartError(faults.map(({ message }) => message).join('\n'), 2);
}

/** The folder in which a server keeps what it makes for itself. */
export function keptFolderOf({ database }: Pick<Config, 'database'>): string {
  return database.engine === 'sqlite' ? path.dirname(database.file) : path.resolve(DEFAULT_FOLDER);
}

function attempt<T>(faults: SettingFault[], name: string, read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    faults.push({ name, message: error.message });
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
