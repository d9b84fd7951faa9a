import { chmodSync, chownSync, existsSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import type { Database } from '../database/Database';
import { migrate } from '../database/migrations';
import { StartError } from '../errors';
import { openDatabase } from '../running/openDatabase';
import type { Environment } from '../SETTING_NAMES';
import type { RunSql } from '../storage/Storage';
import { isSameFile, nameBeside, reasonOf, removeSqlite, syncFile } from './files';
import { HeldSqlite } from './HeldSqlite';
import type { Progress } from './Progress';
import { NotComparable, type Replaced, type Stage } from './Stage';
import { assertSqliteFile, leaveWal, proveWhole } from './sqliteCopy';

/** Units: bytes that are copied before the process hears of anything else, such as a signal. */
const STEP_BYTES = 4 * 1024 * 1024;
/** Units: milliseconds after which a server that opened the old file just before it was replaced has given up. */
const GIVE_UP_MS = 200;

/** What of a mode is kept. */
const OWNER_AND_GROUP = 0o660;

/** What a copy is to become. */
export interface StageWishes {
  readonly copy: string;
  readonly environment: Environment;
  /** Units: epoch milliseconds. */
  readonly now: number;
  readonly progress: Progress;
  /** Is told how to remove what is staged when a signal ends the process. */
  readonly onSignal: (cleanUp: () => void) => void;
}

/**
 * Stages a copy beside the SQLite database that it will replace, which nobody else can open from here on.
 * Errors: a `CopyFault` where the copy is not whole, a `StartError` where another process has the database open.
 */
export async function stageSqlite(named: string, wishes: StageWishes): Promise<Stage> {
  const { copy, now, progress, onSignal } = wishes;
  const held = HeldSqlite.take(named);
  const staged = nameBeside(held.file, 'restoring');
  const cleanUp = (): void => removeSqlite(staged);
  onSignal(cleanUp);
  try {
    assertOther(held.file, copy);
    assertSqliteFile(copy);
    await copyFile(copy, staged, progress);
    takeOwner(staged, held.file);
    progress('checking', 0);
    proveWhole(staged);
    const database = await openDatabase({ engine: 'sqlite', file: staged });
    return new SqliteStage(held, database, { staged, now, cleanUp }, await replacedBy(held));
  } catch (error) {
    held.release();
    cleanUp();
    throw error;
  }
}

interface Staged {
  readonly staged: string;
  readonly now: number;
  readonly cleanUp: () => void;
}

class SqliteStage implements Stage {
  readonly isReplacing: boolean;

  constructor(
    private readonly held: HeldSqlite,
    readonly storage: Database,
    private readonly work: Staged,
    readonly replaced: Replaced | null,
  ) {
    this.isReplacing = existsSync(held.file);
  }

  migrate(): Promise<number> {
    return migrate(this.storage.writer);
  }

  async putInPlace(): Promise<string | null> {
    const { staged, now } = this.work;
    await this.storage.close();
    const plain = new BetterSqlite3(staged, { fileMustExist: true });
    try {
      leaveWal(plain);
    } finally {
      plain.close();
    }
    openToGroup(staged, this.held.file);
    syncFile(staged);
    const instant = new Date(now).toISOString().replaceAll(/[-:]/g, '');
    const kept = this.held.replaceBy(staged, `${this.held.file}.before-restore-${instant}`);
    await delay(GIVE_UP_MS);
    return kept;
  }

  async close(): Promise<void> {
    if (this.storage.writer.isInitialized) await this.storage.close();
    this.held.release();
    this.work.cleanUp();
  }
}

/** The database that is replaced; null where it is seen at once that it cannot be read, such as an empty one. */
async function replacedBy({ sql: ask }: HeldSqlite): Promise<Replaced | null> {
  if (!ask) return null;
  // Nobody else is in its way: whatever fails is the database.
  const sql: RunSql = (text, values) =>
    ask<never>(text, values).catch((error: unknown) => {
      throw new NotComparable(reasonOf(error));
    });
  try {
    await sql('SELECT COUNT(*) FROM "api_key"', []); // An index may answer this: other pages may be damaged.
    return { sql, table: (name) => `"${name}"` };
  } catch {
    return null; // Damaged, or empty: the plan says that it cannot be read.
  }
}

/** Errors: a `StartError` where a file is to be restored over itself. */
function assertOther(file: string, copy: string): void {
  if (isSameFile(file, copy)) throw new StartError(`${copy} is the database itself: name a copy of it.`, 2);
}

/** Errors: those of the system. Shape: a file that its owner alone may read. */
async function copyFile(from: string, to: string, progress: Progress): Promise<void> {
  const source = await open(from, 'r');
  try {
    const target = await open(to, 'wx', 0o600);
    try {
      const { size } = await source.stat();
      const step = Buffer.allocUnsafe(STEP_BYTES);
      for (let position = 0; position < size; ) {
        const { bytesRead } = await source.read(step, 0, STEP_BYTES, position);
        if (bytesRead === 0) break;
        await target.writeFile(step.subarray(0, bytesRead)); // Goes on where the last one ended.
        position += bytesRead;
        progress('copying', position / size);
      }
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/**
 * Gives a file to the owner of what it replaces, or else of the folder: the account that restores may be another than the
 * one that serves.
 * Errors: a `StartError` where this process may not.
 */
function takeOwner(staged: string, file: string): void {
  const isReplacing = existsSync(file);
  const { uid, gid } = statSync(isReplacing ? file : path.dirname(file));
  if (statSync(staged).uid === uid || (!isReplacing && process.getuid?.() !== 0)) return;
  try {
    chownSync(staged, uid, gid);
  } catch {
    throw new StartError(`${file} belongs to user ${uid}: run this as that user, or as root. Nothing was changed.`);
  }
}

/** Lets the group of a file that belongs to another write what replaces it: the server may be of that group. Source: decision 056. */
function openToGroup(staged: string, file: string): void {
  if (!existsSync(file)) return;
  const { uid, mode } = statSync(file);
  if (uid !== process.getuid?.()) chmodSync(staged, mode & OWNER_AND_GROUP);
}
