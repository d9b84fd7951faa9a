import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import { codeOf } from '../database/failures';
import { sqliteText } from '../database/options';
import { realPathOf } from '../database/realPathOf';
import { SqliteStatements } from '../database/SqliteStatements';
import type { RunSql, SqlValue } from '../storage/Storage';
import { CopyFault } from './CopyFault';
import { BESIDE_SQLITE, reasonOf } from './files';

/** The first bytes of every SQLite file. Source: SQLite, database file format, section 1.3.1. */
const MAGIC = 'SQLite format 3\0';

/** Asks a connection to SQLite. Errors: a `StatementError`. */
export function sqlOf(connection: BetterSqlite3.Database): RunSql {
  const statements = new SqliteStatements(connection, sqliteText, { causeOf: (error) => error });
  return async <Row>(text: string, values: readonly SqlValue[]) => statements.run(text, values) as readonly Row[]; // The caller knows what it selected.
}

/** Errors: a `CopyFault` where a file cannot be a whole SQLite database by itself. Looks at its beginning alone. */
export function assertSqliteFile(named: string): void {
  const file = realPathOf(named); // SQLite puts what belongs to it beside the file, not beside a link to it.
  if (!beginsLikeSqlite(file)) throw new CopyFault('it is no SQLite database');
  const beside = BESIDE_SQLITE.filter((suffix) => suffix !== '-shm' && sizeOf(`${file}${suffix}`) > 0);
  if (beside.length === 0) return;
  throw new CopyFault(
    `changes stand beside it, in ${file}${beside[0]}, so that it may not be whole: run \`latchkey backup\` with DATABASE_URL=sqlite:${file}, and restore what that makes`,
  );
}

/**
 * Has a database need no file beside it, and proves that each of its pages and references is whole.
 * Errors: a `CopyFault` where one is not.
 */
export function proveWhole(file: string): void {
  const connection = new BetterSqlite3(file, { fileMustExist: true });
  try {
    connection.pragma('trusted_schema = OFF');
    leaveWal(connection);
    const damage = connection.pragma('integrity_check(1)', { simple: true });
    if (damage !== 'ok') throw new CopyFault(`it is damaged: ${String(damage)}`);
    const [lost] = connection.pragma('foreign_key_check') as { table: string; parent: string }[]; // SQLite's own columns.
    if (lost)
      throw new CopyFault(`it is damaged: a row of ${lost.table} refers to one of ${lost.parent} that is missing`);
  } catch (error) {
    throw isDamage(error) ? new CopyFault(`it is damaged: ${reasonOf(error)}`) : error;
  } finally {
    connection.close();
  }
}

/** Folds what stands beside a database into its file. Errors: those of the driver. */
export function leaveWal(connection: BetterSqlite3.Database): void {
  // Not DELETE: SQLite would delete the file of that name once more when it closes, whosever that is by then.
  const mode = connection.pragma('journal_mode = TRUNCATE', { simple: true });
  if (mode !== 'truncate') throw new Error(`SQLite keeps the journal mode ${String(mode)}`);
}

/** Whether SQLite says that a file is not, or no longer, a database. */
export function isDamage(error: unknown): boolean {
  return /^SQLITE_(?:NOTADB|CORRUPT)/.test(codeOf(error));
}

function beginsLikeSqlite(file: string): boolean {
  const descriptor = openSync(file, 'r');
  try {
    const beginning = Buffer.alloc(MAGIC.length);
    readSync(descriptor, beginning, 0, MAGIC.length, 0);
    return beginning.toString('latin1') === MAGIC;
  } finally {
    closeSync(descriptor);
  }
}

function sizeOf(file: string): number {
  return existsSync(file) ? statSync(file).size : 0;
}
