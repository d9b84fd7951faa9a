import { Database } from '../database/Database';
import type { DatabaseLocation } from '../SettingReader';
import { ENTITIES } from './modules';

/** Opens the database, with the entities of all modules. Errors: a `StartError` with one sentence. */
export function openDatabase(location: DatabaseLocation): Promise<Database> {
  return Database.open(location, ENTITIES);
}
