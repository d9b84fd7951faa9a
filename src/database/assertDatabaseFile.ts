import { StartError } from '../errors';
import { fileAt } from './fileAt';
import { realPathOf } from './realPathOf';

/**
 * Asks whether SQLite should open a file.
 * Shape: whether the file is there already. Errors: a `StartError` where it holds no database and may not be made.
 * @param mayMake whether opening may make a new database
 */
export function assertDatabaseFile(file: string, mayMake: boolean): boolean {
  const wal = `${realPathOf(file)}-wal`;
  // Looked at first: a process that makes both at this moment makes `-wal` last.
  const hasChanges = isFilled(wal);
  if (isFilled(file)) return true;
  if (hasChanges) {
    // SQLite would delete it.
    throw new StartError(
      `The database file ${file} is gone, and ${wal} still holds changes of it: put the file back, or move ${wal} away.`,
    );
  }
  if (mayMake) return false;
  throw new StartError(
    `There is no database at ${file}: run \`latchkey init\` or \`latchkey migrate\`, which make one, or check DATABASE_URL and whether the volume is mounted.`,
  );
}

function isFilled(file: string): boolean {
  const found = fileAt(file);
  return found !== null && (found.size > 0n || !found.isFile());
}
