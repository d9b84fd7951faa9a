import { Database } from '../database/Database';
import type { DatabaseLocation } from '../SettingReader';
import { ENTITIES } from './modules';

/**
 * Opens the database, with the entities of all modules. Errors: a `StartError` with one sentence.
 * @param mayMake whether a file of SQLite's is made where there is none
 */
export function openDatabase(location: DatabaseLocation, mayMake = true): Promise<Database> {
  return Database.open(location, ENTITIES, mayMake);
}
