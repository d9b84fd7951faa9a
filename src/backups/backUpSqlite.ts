import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import { openingError } from '../database/openingError';
import { StartError } from '../errors';
import { type CopyDescription, describeCopy } from './describeCopy';
import { syncFile } from './files';
import type { Progress } from './Progress';
import { proveWhole, sqlOf } from './sqliteCopy';

/** Units: pages that are copied before the process hears of anything else, such as a signal. */
const STEP_PAGES = 1_000;
/** Units: milliseconds that another process's lock is waited for. */
const PATIENCE_MS = 5_000;

/**
 * Copies a SQLite database as it is at one instant into a new file, while others write to it, and proves the copy.
 * Shape: the copy is a file that needs no other beside it. Errors: a `CopyFault`; those of the driver.
 */
export async function backUpSqlite(
  file: string,
  aside: string,
  now: number,
  progress: Progress,
): Promise<CopyDescription> {
  if (!existsSync(file) || statSync(file).size === 0) {
    throw new StartError(`There is no database ${file}: check DATABASE_URL.`);
  }
  closeSync(openSync(aside, 'wx', 0o600)); // First: what SQLite puts beside the file gets the same mode.
  await copyInSteps(file, aside, progress);
  progress('checking', 0);
  proveWhole(aside);
  syncFile(aside);
  const copy = new BetterSqlite3(aside, { readonly: true, fileMustExist: true });
  try {
    return await describeCopy(sqlOf(copy), now);
  } finally {
    copy.close();
  }
}

async function copyInSteps(file: string, aside: string, progress: Progress): Promise<void> {
  const source = openSnapshot(file);
  try {
    await source.backup(aside, {
      progress: ({ totalPages, remainingPages }) => {
        progress('copying', 1 - remainingPages / totalPages);
        return STEP_PAGES;
      },
    });
  } finally {
    source.close();
  }
}

/** Opens a database as it is now, and stays. Errors: a `StartError` where it cannot be read. */
function openSnapshot(file: string): BetterSqlite3.Database {
  try {
    const source = new BetterSqlite3(file, { readonly: true, fileMustExist: true, timeout: PATIENCE_MS });
    // A read transaction: without it the copy would begin anew with every write of another process.
    source.exec('BEGIN');
    source.prepare('SELECT COUNT(*) FROM "sqlite_schema"').get();
    return source;
  } catch (error) {
    throw openingError({ engine: 'sqlite', file }, error);
  }
}
