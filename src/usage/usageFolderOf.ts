import path from 'node:path';
import type { Config } from '../config';

/** Where journals are by default, where the database is no file. */
const DEFAULT_FOLDER = './data/usage';

/** The folder of the journals; null where there are none. */
export function usageFolderOf({
  database,
  usageJournalDir,
}: Pick<Config, 'database' | 'usageJournalDir'>): string | null {
  if (usageJournalDir !== null) return usageJournalDir === 'none' ? null : path.resolve(usageJournalDir);
  return database.engine === 'sqlite' ? `${database.file}-usage` : path.resolve(DEFAULT_FOLDER);
}
