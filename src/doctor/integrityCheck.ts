import { type Finding, failure, fine, together } from '../checks/Finding';
import type { RunSql } from '../storage/Storage';
import { postgresIntegrity } from './postgresChecks';

const WHOLE = 'Nothing is damaged, as far as can be told.';

/** Looks for damage. SQLite reads the whole file for it. */
export async function integrityCheck(engine: 'sqlite' | 'postgres', sql: RunSql): Promise<Finding> {
  if (engine === 'postgres') return together('integrity', WHOLE, await postgresIntegrity(sql));
  const [row] = await sql<{ quick_check: string }>('PRAGMA quick_check(1)', []);
  if (row?.quick_check === 'ok') return fine('integrity', 'SQLite finds each page of the file whole.');
  const sentence = `The database is damaged: ${row?.quick_check ?? 'SQLite does not say how'}.`;
  return failure('integrity', sentence, 'Stop every process on it, and restore a backup.');
}
