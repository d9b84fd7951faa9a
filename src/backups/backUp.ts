import { existsSync, realpathSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { StartError } from '../errors';
import type { Environment } from '../SETTING_NAMES';
import type { DatabaseLocation } from '../SettingReader';
import { backUpPostgres } from './backUpPostgres';
import { backUpSqlite } from './backUpSqlite';
import { asStartError, CopyFault } from './CopyFault';
import type { CopyDescription } from './describeCopy';
import { BESIDE_SQLITE, isSameFile, nameBeside, removeSqlite, syncFolderOf } from './files';
import type { Progress } from './Progress';
import { untilSignal } from './untilSignal';

/** A backup that was taken and proved. */
export interface Backup extends CopyDescription {
  readonly path: string;
  /** Units: bytes. */
  readonly bytes: number;
  readonly engine: DatabaseLocation['engine'];
  /** Everything that was acknowledged before it is in the copy. Units: epoch milliseconds. */
  readonly takenAt: number;
}

/** How a backup is taken, and of what. */
export interface BackupWishes {
  readonly database: DatabaseLocation;
  readonly file: string;
  /** Where the programs of PostgreSQL are found. */
  readonly environment: Environment;
  /** Whether a file that is there may be replaced. */
  readonly isForced: boolean;
  /** Units: epoch milliseconds. */
  readonly now: number;
}

/**
 * Takes a backup while servers go on. A file of that name is there only once the copy is whole and on disk.
 * Errors: a `StartError` with one sentence; then no part of a copy is left.
 */
export async function backUp(
  { database, file, environment, isForced, now }: BackupWishes,
  progress: Progress,
): Promise<Backup> {
  const target = path.resolve(file);
  assertFree(database, target, isForced);
  const aside = nameBeside(target, 'partial');
  const cleanUp = (): void => removeSqlite(aside);
  try {
    return await untilSignal(async ({ onSignal }) => {
      onSignal(cleanUp);
      const description =
        database.engine === 'sqlite'
          ? await backUpSqlite(database.file, aside, now, progress)
          : await backUpPostgres(database, { aside, now, environment, progress });
      assertFree(database, target, isForced); // Somebody may have made one meanwhile.
      renameSync(aside, target);
      syncFolderOf(target);
      const { size: bytes } = statSync(target);
      return { path: target, bytes, engine: database.engine, takenAt: now, ...description };
    });
  } catch (error) {
    const beginning = error instanceof CopyFault ? 'The database cannot be backed up' : `${target} cannot be written`;
    throw asStartError(beginning, error, 'No backup was made.');
  } finally {
    cleanUp();
  }
}

/** Errors: a `StartError` where the file is the database, or is there already. */
function assertFree(database: DatabaseLocation, target: string, isForced: boolean): void {
  const folder = path.dirname(target);
  if (!existsSync(folder)) throw new StartError(`There is no folder ${folder}: make it first.`);
  if (database.engine === 'sqlite') {
    const place = path.join(realpathSync(folder), path.basename(target));
    const own = existsSync(database.file) ? realpathSync(database.file) : path.resolve(database.file);
    const isOwn = ['', ...BESIDE_SQLITE].some((suffix) => isSameFile(`${own}${suffix}`, place));
    if (isOwn) throw new StartError(`${target} belongs to the database itself: name another file.`, 2);
  }
  if (!existsSync(target)) return;
  if (!statSync(target).isFile()) throw new StartError(`${target} is no file: name another.`, 2);
  if (!isForced) throw new StartError(`${target} is there already: name another file, or add --force to replace it.`);
}
