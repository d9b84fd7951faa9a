import { type Finding, failure, findingIn, fine, notLookedAt, together, warning } from '../checks/Finding';
import { openingFault } from '../database/openingError';
import { StartError } from '../errors';
import type { SeenSettings } from '../running/start';
import type { DatabaseLocation } from '../SettingReader';
import type { RunSql } from '../storage/Storage';
import { type Look, openLook } from './openLook';
import { postgresChecks } from './postgresChecks';
import { sqliteFileChecks } from './sqliteFileChecks';

/** What came of opening the database. */
export interface Reached {
  readonly finding: Finding;
  /** Shape: null where it cannot be looked into. */
  readonly look: Look | null;
}

const FINE = 'The database can be used.';

/** Looks at the database from outside, and opens it. The caller closes it. */
export async function databaseCheck({ config, faults }: SeenSettings): Promise<Reached> {
  if (faults.some(({ name }) => name.startsWith('DATABASE_'))) {
    return { finding: notLookedAt('database', 'the settings do not tell where it is.'), look: null };
  }
  const { database } = config;
  const outside = database.engine === 'sqlite' ? sqliteFileChecks(database.file) : [];
  if (outside.some(({ name, status }) => name === 'file' && status === 'failed')) {
    return { finding: together('database', FINE, outside), look: null };
  }
  try {
    const look = await openLook(database);
    return { finding: together('database', FINE, [...outside, ...(await inside(database, look))]), look };
  } catch (error) {
    return { finding: together('database', FINE, [...outside, unopened(database, error)]), look: null };
  }
}

/** Shape: what fails here is shown, and does not keep others from looking. */
async function inside({ engine }: DatabaseLocation, { sql }: Look): Promise<Finding[]> {
  try {
    return engine === 'postgres' ? await postgresChecks(sql) : [await journal(sql)];
  } catch (error) {
    const sentence = `It was opened, and does not answer: ${error instanceof Error ? error.message : String(error)}.`;
    return [failure('answers', sentence, 'See its log.')];
  }
}

async function journal(sql: RunSql): Promise<Finding> {
  const [row] = await sql<{ journal_mode: string }>('PRAGMA journal_mode', []);
  if (row?.journal_mode === 'wal') return fine('journal', 'Reads do not wait for writes: the journal mode is WAL.');
  return warning('journal', `The journal mode is ${row?.journal_mode}.`, 'Start a server once: it sets WAL.');
}

function unopened(location: DatabaseLocation, error: unknown): Finding {
  const name = location.engine === 'sqlite' ? 'opening' : 'connection';
  if (error instanceof StartError) return findingIn(name, 'failed', error.message);
  const { sentence, remedy } = openingFault(location, error);
  return failure(name, `${sentence}.`, asRemedy(remedy ?? 'see the log of the database'));
}

function asRemedy(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
