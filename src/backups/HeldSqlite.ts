import { type BigIntStats, closeSync, existsSync, linkSync, openSync, renameSync, rmSync, unlinkSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import { codeOf } from '../database/failures';
import { fileAt } from '../database/fileAt';
import { openingError } from '../database/openingError';
import { realPathOf } from '../database/realPathOf';
import { StartError } from '../errors';
import type { RunSql } from '../storage/Storage';
import { BESIDE_SQLITE, syncFolderOf } from './files';
import { holdersOf } from './holdersOf';
import { isDamage, leaveWal, sqlOf } from './sqliteCopy';

/** Units: milliseconds that a write of a process that is about to end is waited for. */
const PATIENCE_MS = 1_000;

/**
 * The SQLite database that is being replaced, closed to all others until it is. SQLite refuses the lock while any process has
 * the database open, even one that does nothing.
 * Source: SQLite, "How To Corrupt An SQLite Database File", sections 2.4 and 4; decision 065.
 */
export class HeldSqlite {
  private constructor(
    /** With no symbolic link in it: what is replaced is the file, not the link. */
    readonly file: string,
    /** Null where there is no database, or none that SQLite can read. */
    private readonly connection: BetterSqlite3.Database | null,
    /** What was there when it was taken. */
    private readonly taken: BigIntStats | null,
  ) {}

  /** Takes the database from all others. Errors: a `StartError` where one has it open, or it cannot be opened. */
  static take(named: string): HeldSqlite {
    const file = realPathOf(named);
    if (!existsSync(file)) return new HeldSqlite(file, null, null);
    try {
      const connection = new BetterSqlite3(file, { fileMustExist: true, timeout: PATIENCE_MS });
      return new HeldSqlite(file, lock(connection) ? connection : notReadable(connection, file), fileAt(file));
    } catch (error) {
      if (codeOf(error).startsWith('SQLITE_BUSY')) throw inUse(file);
      throw openingError({ engine: 'sqlite', file }, error);
    }
  }

  /** Asks the database as it is now; null where it cannot be read. */
  get sql(): RunSql | null {
    return this.connection && sqlOf(this.connection);
  }

  /**
   * Puts another database in its place. At each instant the file is one of the two whole, with nothing of the old one
   * beside it: a process that is killed here leaves a database that can be served.
   * Shape: where the old one is kept; null where there was none. Errors: those of the system; then the old one is there.
   */
  replaceBy(staged: string, keptAs: string): string | null {
    const { file, connection } = this;
    const found = fileAt(file);
    if (found === null) return this.putWhereNoneIs(staged, keptAs);
    if (found.ino !== this.taken?.ino || found.dev !== this.taken.dev) throw madeMeanwhile(file);
    if (!connection) {
      this.moveAside(keptAs);
      return this.putWhereNoneIs(staged, keptAs) ?? keptAs;
    }
    leaveWal(connection);
    for (const suffix of BESIDE_SQLITE) rmSync(`${file}${suffix}`, { force: true });
    keepOld(connection, file, keptAs);
    syncFolderOf(file);
    renameSync(staged, file);
    syncFolderOf(file);
    return keptAs;
  }

  /** Lets others in again. */
  release(): void {
    this.connection?.close();
  }

  /** A link instead of a new name, which would replace what another process made meanwhile. */
  private putWhereNoneIs(staged: string, keptAs: string): string | null {
    const isLeftOver = this.moveAside(keptAs, BESIDE_SQLITE);
    try {
      linkSync(staged, this.file);
      unlinkSync(staged);
    } catch (error) {
      if (existsSync(this.file)) throw madeMeanwhile(this.file);
      if (!isWithoutLinks(error)) throw error;
      renameSync(staged, this.file);
    }
    syncFolderOf(this.file);
    return isLeftOver ? keptAs : null;
  }

  /** Moves away what nobody can read: the file last, so that nothing beside it ever meets another. */
  private moveAside(keptAs: string, suffixes: readonly string[] = [...BESIDE_SQLITE, '']): boolean {
    const found = suffixes.filter((suffix) => existsSync(`${this.file}${suffix}`));
    for (const suffix of found) renameSync(`${this.file}${suffix}`, `${keptAs}${suffix}`);
    if (found.length > 0) syncFolderOf(this.file);
    return found.length > 0;
  }
}

/** Whether the lock was taken, or else there is nothing that SQLite could lock. Errors: those of the driver. */
function lock(connection: BetterSqlite3.Database): boolean {
  try {
    // Before anything is read: so the first look at a log needs the lock, too.
    connection.pragma('locking_mode = EXCLUSIVE');
    connection.exec('BEGIN EXCLUSIVE; COMMIT');
    connection.prepare('SELECT COUNT(*) FROM "sqlite_schema"').get(); // Nothing can be asked without it.
    return true;
  } catch (error) {
    if (!isDamage(error)) connection.close();
    if (!isDamage(error)) throw error;
    return false;
  }
}

/** SQLite cannot say whether somebody has it open; the system may. */
function notReadable(connection: BetterSqlite3.Database, file: string): null {
  connection.close();
  if (holdersOf(file).length > 0) throw inUse(file);
  return null;
}

function inUse(file: string): StartError {
  const holders = holdersOf(file);
  const who = holders.length === 0 ? 'another process' : `process ${holders.join(', ')}`;
  return new StartError(
    `${file} is open in ${who}: stop every server and whatever else reads it, then try again. Nothing was changed.`,
  );
}

/** Others may be writing to it by now. */
function madeMeanwhile(file: string): StartError {
  return new StartError(
    `${file} was made by another process meanwhile, and is left as it is: stop every server, then try again.`,
  );
}

/** Keeps the old database under another name, beside the one that it still has. */
function keepOld(connection: BetterSqlite3.Database, file: string, keptAs: string): void {
  try {
    linkSync(file, keptAs);
  } catch (error) {
    if (!isWithoutLinks(error)) throw error;
    closeSync(openSync(keptAs, 'wx', 0o600));
    connection.prepare('VACUUM INTO ?').run(keptAs);
  }
}

/** Whether a file system does not know a second name for a file. */
function isWithoutLinks(error: unknown): boolean {
  return /^(?:EPERM|ENOTSUP|EOPNOTSUPP|ENOSYS|EMLINK)$/.test(codeOf(error));
}
